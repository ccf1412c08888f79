import { describe, expect, it } from "vitest";
import type { ApprovalState } from "../../graph/approvals.ts";
import type { Graph } from "../../graph/client.ts";
import { GraphError, type GraphErrorDetails } from "../../graph/errors.ts";
import type { GraphRequest } from "../../graph/request.ts";
import { justificationOf, withApprovals } from "../../intune/approvals.ts";

const variable = "INTUNE_APPROVAL_JUSTIFICATION";
const write: GraphRequest = { method: "PATCH", version: "beta", path: "/policies/p", body: { name: "n" } };
const first = "first-request";
const second = "second-request";

const failure = (code: GraphErrorDetails["code"], more: Partial<GraphErrorDetails> = {}) =>
  new GraphError({ code, method: "PATCH", path: write.path, ...more });
const held = (approvalState: ApprovalState, approvalCode?: string) =>
  failure("approvalRequired", { approvalState, approvalCode });

type Script = {
  /** What Graph refuses the write with, and what it refuses the approved one with, where it does. */
  readonly refusal: unknown;
  readonly refusalOfApproved?: unknown;
  /** The requests that Graph lists, by the justification that the write had; an error where it lists none. */
  readonly listed?: (justification: string) => unknown[];
  readonly listingFails?: unknown;
};

/** Graph that holds the write of this test, and lists these requests for approval. */
function scripted({ refusal, refusalOfApproved, listed = () => [], listingFails }: Script) {
  const sent: GraphRequest[] = [];
  let justification = "";
  const send = async (request: GraphRequest): Promise<unknown> => {
    sent.push(request);
    if (request.method === "GET") {
      if (listingFails !== undefined) {
        throw listingFails;
      }
      return { value: listed(justification) };
    }
    if (request.headers?.["x-msft-approval-code"] === undefined) {
      const header = request.headers?.["x-msft-approval-justification"] ?? "";
      justification = Buffer.from(header, "base64").toString("utf8");
      throw refusal;
    }
    if (refusalOfApproved !== undefined) {
      throw refusalOfApproved;
    }
    return "done";
  };
  const graph: Graph = {
    send,
    change: () => Promise.reject(new Error("no change")),
    cloud: () => Promise.reject(new Error("no cloud")),
    tenantId: () => Promise.reject(new Error("no token")),
    read: () => Promise.reject(new Error("not batched")),
  };
  return { graph: withApprovals(graph, "Monthly change"), sent };
}

const requestOf =
  (id: string, status: string, requestDateTime: string) => (requestJustification: string) => ({
    id,
    status,
    requestDateTime,
    requestJustification,
  });

async function errorOf(script: Script): Promise<unknown> {
  return scripted(script)
    .graph.send(write)
    .then(
      () => expect.fail("It is written."),
      (error: unknown) => error,
    );
}

/** What the user gets to read of a write that stays undone. */
async function refusalOf(script: Script): Promise<string> {
  const error = await errorOf(script);
  return error instanceof GraphError ? `${error.message} ${error.hint}` : expect.fail(String(error));
}

describe("the justification of writes", () => {
  it.each([{}, { [variable]: "" }, { [variable]: "  " }])("is none where %j gives none", (env) => {
    expect(justificationOf(env, undefined)).toBeUndefined();
  });

  it("is refused by the variable's name where that is too long, without a write", () => {
    expect(() => justificationOf({ [variable]: "x".repeat(991) }, undefined)).toThrow(
      expect.objectContaining({
        code: "badJustification",
        message: expect.stringContaining(`(${variable}) must have at most 990 characters`),
      }),
    );
  });

  it("is the setting's before the variable's", () => {
    expect(justificationOf({ [variable]: "x".repeat(991) }, "short")).toBe("short");
  });
});

describe("with a justification", () => {
  it("a read is sent without it, and costs no request more", async () => {
    const { graph, sent } = scripted({ refusal: undefined });
    const read: GraphRequest = { method: "GET", version: "beta", path: "/policies" };
    await graph.send(read);
    expect(sent).toEqual([read]);
  });

  it("a write that fails for another reason throws that, and no request for approval is looked for", async () => {
    const conflict = failure("conflict");
    const { graph, sent } = scripted({ refusal: conflict });
    await expect(graph.send(write)).rejects.toBe(conflict);
    expect(sent).toHaveLength(1);
  });

  it("a write that was approved keeps its own headers beside the code", async () => {
    const { graph, sent } = scripted({
      refusal: held("active"),
      listed: (text) => [requestOf(first, "approved", "2026-01-01T00:00:00Z")(text)],
    });
    expect(await graph.send({ ...write, headers: { "if-match": "*" } })).toBe("done");
    expect(sent.at(-1)?.headers).toEqual({ "if-match": "*", "x-msft-approval-code": first });
  });

  it("a run that was cancelled while requests are listed ends as cancelled", async () => {
    const cancelled = failure("cancelled");
    expect(await errorOf({ refusal: held("active"), listingFails: cancelled })).toBe(cancelled);
    const bug = new TypeError("a bug");
    expect(await errorOf({ refusal: held("active"), listingFails: bug })).toBe(bug);
  });

  it("requests of other writes, or of a form that is not known, approve nothing", async () => {
    const message = await refusalOf({
      refusal: held("active"),
      listed: () => [
        null,
        "text",
        { id: first, status: "approved", requestJustification: null },
        requestOf(
          first,
          "approved",
          "2026-01-01T00:00:00Z",
        )("Monthly change [pulumi-intune 0000000000000000]"),
      ],
    });
    expect(message).toContain("Another write of the same object waits for approval");
  });
});

describe("a write that is held, and whose requests cannot be listed,", () => {
  it("says why approval is not known where the request may be approved already", async () => {
    const message = await refusalOf({ refusal: held("active"), listingFails: failure("unavailable") });
    expect(message).toContain("Whether it is approved could not be read (unavailable).");
  });

  it("names no permission where Graph refuses the list for an unknown one", async () => {
    const message = await refusalOf({ refusal: held("active"), listingFails: failure("forbidden") });
    expect(message).toContain("could not be read (forbidden)");
  });

  it("is told as it was where it was queued just now", async () => {
    const queued = held("needsApproval", first);
    expect(await errorOf({ refusal: queued, listingFails: failure("unavailable") })).toBe(queued);
  });
});

describe("a write that is queued again", () => {
  const earlier = requestOf(first, "expired", "2026-01-01T00:00:00Z");
  const rejected = requestOf(second, "rejected", "2026-01-02T00:00:00Z");
  const own = requestOf("own", "needsApproval", "2026-01-03T00:00:00Z");

  it.each([
    ["as Graph lists them", [earlier, rejected, own]],
    ["in any other order", [own, rejected, earlier]],
  ])("names the latest of its earlier requests, %s", async (_, all) => {
    const message = await refusalOf({
      refusal: held("needsApproval", "own"),
      listed: (text) => all.map((each) => each(text)),
    });
    expect(message).toContain(
      `The earlier request for this write (${second}) is rejected; approval was asked for again (approval code own).`,
    );
  });

  it("says so without a code where Graph gave none", async () => {
    const message = await refusalOf({ refusal: held("needsApproval"), listed: (text) => [rejected(text)] });
    expect(message).toContain(`(${second}) is rejected; approval was asked for again.`);
  });

  it.each([
    ["none", () => []],
    [
      "one that is completed",
      (text: string) => [requestOf(first, "completed", "2026-01-01T00:00:00Z")(text)],
    ],
  ])("is told as it was where the earlier request is %s", async (_, listed) => {
    const queued = held("needsApproval", "own");
    expect(await errorOf({ refusal: queued, listed })).toBe(queued);
  });
});

describe("an approved write that Graph refuses", () => {
  const listed = (text: string) => [requestOf(first, "approved", "2026-01-01T00:00:00Z")(text)];

  it("for what it writes throws that refusal", async () => {
    const refusalOfApproved = failure("rejected");
    expect(await errorOf({ refusal: held("active"), listed, refusalOfApproved })).toBe(refusalOfApproved);
  });

  it("as forbidden is told by its code, with what to do, and without a permission", async () => {
    const error = await errorOf({
      refusal: held("active"),
      listed,
      refusalOfApproved: failure("forbidden", {
        permission: { application: "Some.Permission", delegated: "Some.Permission" },
      }),
    });
    expect(error).toMatchObject({ permission: undefined, message: expect.stringContaining(first) });
  });
});
