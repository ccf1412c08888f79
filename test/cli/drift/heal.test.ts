import { describe, expect, it } from "vitest";
import { createContext } from "../../../cli/context.ts";
import { bringBack } from "../../../cli/drift/heal.ts";
import type { Report } from "../../../cli/drift/report.ts";
import { fakeStream } from "../support/streams.ts";
import { change, report, urnOf } from "./support.ts";

/** Brings back what a report says; `agreed` is the answer where it is asked. */
async function heal(found: Report, { yes = false, agreed = false } = {}) {
  const [stdout, stderr] = [fakeStream(), fakeStream()];
  const { signal } = new AbortController();
  const context = createContext("table", { env: {}, stdin: process.stdin, stdout, stderr, signal });
  const questions: string[] = [];
  const ups: (readonly string[] | undefined)[] = [];
  const healed = await bringBack(
    {
      ...context,
      confirm: async (question) => {
        questions.push(question);
        return agreed;
      },
    },
    {
      up: async (urns) => {
        ups.push(urns);
      },
    },
    found,
    yes,
  );
  return { healed, questions, ups, told: stderr.text };
}

const renamed = [{ path: "displayName", declared: "New", actual: "Old" }];
const drifted = [change()];

describe("bringing back what drifted", () => {
  it("asks, with all that would be restored, and does nothing without a yes", async () => {
    const gone = change({ name: "gone", operation: "create", differences: [] });
    const { told, ...rest } = await heal(report({ drifted: [...drifted, gone] }));
    expect(rest).toEqual({ healed: false, questions: ["Change the tenant?"], ups: [] });
    expect(told).toContain("  profile: description: theirs -> ours\n  gone: deleted in the tenant\n");
  });

  it("says before it asks what is lost where only a replacement restores it", async () => {
    const vault = change({ name: "vault", type: "azure-native:keyvault:Vault", operation: "replace" });
    const { told } = await heal(report({ drifted: [vault] }));
    expect(told).toContain(
      "`pulumi up` deletes vault and creates it again. Lost for good: the vault and every passcode in it.",
    );
  });

  it("runs an update of everything where nothing is pending", async () => {
    expect(await heal(report({ drifted }), { agreed: true })).toMatchObject({
      healed: true,
      ups: [undefined],
    });
  });

  it("does not ask where --yes is given", async () => {
    const { healed, questions, ups } = await heal(report({ drifted }), { yes: true });
    expect({ healed, questions, ups }).toEqual({ healed: true, questions: [], ups: [undefined] });
  });

  it("leaves alone what is pending of other resources, and says so", async () => {
    const found = report({ drifted, pending: [change({ name: "other" })] });
    const { ups, told } = await heal(found, { agreed: true });
    expect(ups).toEqual([[urnOf("profile")]]);
    expect(told).toContain("Other pending changes (1) are left to `pulumi up`.");
    expect(told).not.toContain("With it,");
  });

  it("lists in the question what is pending of the same resource", async () => {
    const found = report({ drifted, pending: [change({ differences: renamed })] });
    const { ups, told } = await heal(found, { agreed: true });
    expect(ups).toEqual([[urnOf("profile")]]);
    expect(told).toMatch(/With it, .*:\n {2}profile: displayName: Old -> New\n/);
    expect(told).not.toContain("What else");
  });

  it("refuses with --yes what is pending of the same resource, and names it", async () => {
    const found = report({ drifted, pending: [change({ differences: renamed })] });
    await expect(heal(found, { yes: true })).rejects.toMatchObject({
      code: "pendingToo",
      message: expect.stringContaining("profile: displayName: Old -> New"),
      hint: expect.stringContaining("pulumi up"),
    });
  });
});
