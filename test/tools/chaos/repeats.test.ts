import { describe, expect, it } from "vitest";
import type { LoggedRequest } from "../../../tenant/control/request-log.ts";
import { repeatsIn } from "../../../tools/chaos/repeats.ts";

const step = (target: string, status: number) => ({
  id: target,
  method: "GET",
  target,
  status,
  body: undefined,
});

function request(target: string, status: number, more: Partial<LoggedRequest> = {}): LoggedRequest {
  const ids = { requestId: "", clientRequestId: "", userAgent: "pulumi-intune/0.1.0" };
  return { at: 0, method: "GET", target, status, ...ids, body: undefined, steps: [], ...more };
}

describe("the count of repeated requests", () => {
  it("counts a request that is sent again after it failed in transient, and no other", () => {
    expect(repeatsIn([request("/v1.0/a", 429), request("/v1.0/a", 0), request("/v1.0/a", 200)])).toBe(2);
    expect(repeatsIn([request("/v1.0/a", 404), request("/v1.0/a", 200), request("/v1.0/a", 200)])).toBe(0);
    expect(repeatsIn([request("/v1.0/a", 503), request("/v1.0/b", 200)])).toBe(0);
  });

  it("counts the steps of a batch by themselves", () => {
    const first = request("/v1.0/$batch", 200, { steps: [step("/v1.0/a", 429), step("/v1.0/b", 200)] });
    expect(repeatsIn([first, request("/v1.0/a", 200), request("/v1.0/b", 200)])).toBe(1);
  });

  it("takes the steps of a batch that was cut or refused for not answered", () => {
    const cut = request("/v1.0/$batch", 0, { steps: [step("/v1.0/a", 200)] });
    const body = { requests: [{ id: "1", method: "GET", url: "/b" }] };
    const refused = request("/v1.0/$batch", 503, { method: "POST", body });
    expect(repeatsIn([cut, refused, request("/v1.0/a", 200), request("/v1.0/b", 200)])).toBe(2);
  });
});
