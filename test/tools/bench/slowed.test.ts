import { describe, expect, it } from "vitest";
import type { LoggedRequest } from "../../../tenant/control/request-log.ts";
import { slowedRequests } from "../../../tools/bench/slowed.ts";

const logged = (target: string, userAgent: string): LoggedRequest => ({
  at: 0,
  method: "GET",
  target,
  status: 200,
  userAgent,
  requestId: "",
  clientRequestId: "",
  body: undefined,
  steps: [],
});

describe("slowedRequests", () => {
  const always = [{ path: "/oauth2/v2.0/token" }, { path: "/\\$batch$" }];

  it("slows all that a client without a batch asks of Graph, under whichever name it comes", () => {
    const [, , ...matches] = slowedRequests([
      logged("/metadata/endpoints?api-version=2022-09-01", "HashiCorp/1"),
      logged("/v1.0/groups", "HashiCorp/1"),
      logged("/beta/servicePrincipals/1", "HashiCorp/1"),
    ]);
    expect(matches.map(({ userAgent }) => userAgent)).toEqual(["HashiCorp/1"]);
    expect("/v1.0/groups").toMatch(new RegExp(matches[0]?.path ?? "nothing"));
  });

  it("slows a request outside of a batch by its path alone, so that no step is slowed beside its batch", () => {
    expect(
      slowedRequests([
        logged("/v1.0/$batch", "ours"),
        logged("/v1.0/organization?$select=id", "ours"),
        logged("/v1.0/organization?$select=id", "ours"),
      ]),
    ).toEqual([...always, { path: "^/v1\\.0/organization\\?\\$select=id$", userAgent: "ours" }]);
  });

  it("slows no document that only a private cloud is asked for", () => {
    expect(slowedRequests([logged("/metadata/endpoints", "x"), logged("/common/discovery", "x")])).toEqual(
      always,
    );
  });
});
