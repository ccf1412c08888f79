import { afterEach, describe, expect, it, vi } from "vitest";
import { endpointsOf } from "../../../graph/cloud-table.ts";
import { defineMethod } from "../../../graph/credentials/method.ts";
import { accessTokenSource, type TokenResource } from "../../../graph/credentials/source.ts";
import { failureOf } from "../support/connection.ts";

afterEach(() => {
  vi.useRealTimers();
});

const cloud = {
  name: "public",
  login: "https://l.example",
  graph: "https://g.example",
  portal: "https://p.example",
} as const;

type Issue = (scope: string | string[]) => Promise<{ token: string; expiresOnTimestamp: number } | null>;

function sourceOf(issue: Issue, resource: TokenResource = ({ graph }) => graph) {
  const way = defineMethod({
    name: "test",
    needs: [],
    asked: () => true,
    hint: "Try something else.",
    open: async () => ({ getToken: issue }),
  });
  return accessTokenSource({ way, settings: {}, cloud: async () => cloud, resource });
}

/** Issues "token-1", "token-2" ..., each good for an hour. */
function hourly() {
  let issued = 0;
  return vi.fn<Issue>(async () => {
    issued += 1;
    return { token: `token-${issued}`, expiresOnTimestamp: Date.now() + 3_600_000 };
  });
}

describe("an access token", () => {
  it("is asked for once, for the cloud's Graph, also by those who ask at the same time", async () => {
    const issue = hourly();
    const source = sourceOf(issue);
    expect(await Promise.all([source.getToken(), source.getToken()])).toEqual(["token-1", "token-1"]);
    expect(await source.getToken()).toBe("token-1");
    expect(issue.mock.calls).toEqual([["https://g.example/.default"]]);
  });

  it("is for another resource where one is named", async () => {
    const issue = hourly();
    await sourceOf(issue, () => "https://vault.example").getToken();
    expect(issue.mock.calls).toEqual([["https://vault.example/.default"]]);
  });

  it("is renewed five minutes before it expires", async () => {
    vi.useFakeTimers({ toFake: ["Date"], now: 0 });
    const source = sourceOf(hourly());
    await source.getToken();
    vi.setSystemTime(55 * 60_000);
    expect(await source.getToken()).toBe("token-1");
    vi.setSystemTime(55 * 60_000 + 1);
    expect(await source.getToken()).toBe("token-2");
  });

  it("that was refused is replaced, but not one that replaced it meanwhile", async () => {
    const source = sourceOf(hourly());
    await source.getToken();
    source.forget("token-1");
    expect(await source.getToken()).toBe("token-2");
    source.forget("token-1");
    expect(await source.getToken()).toBe("token-2");
  });

  it("that could not be had is asked for again", async () => {
    const issue = hourly().mockRejectedValueOnce(new Error("not now"));
    const source = sourceOf(issue);
    expect(await failureOf(source.getToken())).toMatchObject({
      name: "CredentialError",
      code: "unusable",
      message: "Could not sign in (test): not now",
      hint: "Try something else.",
    });
    expect(await source.getToken()).toBe("token-1");
  });

  it("that is none is an error", async () => {
    const error = await failureOf(sourceOf(async () => null).getToken());
    expect(error).toMatchObject({
      name: "CredentialError",
      message: expect.stringContaining("without a token"),
    });
  });

  it("whose failure is no error at all is an error still", async () => {
    const error = await failureOf(sourceOf(() => Promise.reject("out of order")).getToken());
    expect(error).toMatchObject({
      name: "CredentialError",
      message: expect.stringContaining("out of order"),
    });
  });

  it("is not waited for once the signal is aborted", async () => {
    const source = sourceOf(() => new Promise(() => {}));
    const controller = new AbortController();
    const outcome = failureOf(source.getToken(controller.signal));
    controller.abort(new Error("stop"));
    expect(await outcome).toMatchObject({ message: "stop" });
  });
});

describe("a way to sign in", () => {
  it("is not opened with settings that it lacks", async () => {
    const identity = await import("@azure/identity");
    const way = defineMethod({
      name: "test",
      needs: ["tenantId"],
      asked: () => true,
      hint: "",
      open: async () => ({ getToken: async () => null }),
    });
    expect(way.lacks({})).toEqual(["tenantId"]);
    expect(
      await failureOf(
        way.open({}, { identity, options: {}, cloud: endpointsOf("public"), refused: new Set() }),
      ),
    ).toMatchObject({ name: "TypeError" });
  });
});
