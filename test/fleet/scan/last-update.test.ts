import { rm } from "node:fs/promises";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { listening } from "./listening.ts";
import { checkpoint, exported, latest, stateFolder } from "./state-folder.ts";

const { signal } = new AbortController();
const at = stateFolder();

describe("what ran last on a stack", () => {
  const update = { kind: "update", result: "succeeded", environment: { "pulumi.flag.yes": "true" } };
  const failed = { ...update, result: "failed" };
  const refresh = { ...update, kind: "refresh" };
  const targeted = { ...update, environment: { "pulumi.flag.target": "set" } };
  const settling = {
    ...refresh,
    result: "failed",
    environment: { "pulumi.flag.target": "set", "pulumi.flag.clear-pending-creates": "true" },
  };

  it.each([
    ["nothing is known of", [], undefined],
    ["was a whole update", [failed, refresh, update], { kind: "update", ended: "complete" }],
    ["did not succeed", [update, failed], { kind: "update", ended: "failed" }],
    ["took what drifted into the state", [update, refresh], { kind: "refresh", ended: "partial" }],
    ["left other resources out", [update, targeted], { kind: "update", ended: "partial" }],
    ["only settled what was interrupted", [update, settling], { kind: "update", ended: "complete" }],
  ])("%s", async (_, updates, lastUpdate) => {
    await at.write(".pulumi/stacks/pin-reset/dev.json", checkpoint);
    for (const [index, each] of updates.entries()) {
      const name = `.pulumi/history/pin-reset/dev/dev-179577900000000000${index}`;
      await at.write(`${name}.checkpoint.json.gz`, gzipSync(checkpoint));
      await at.write(`${name}.history.json.gz`, gzipSync(JSON.stringify(each)));
    }
    const states = await at.open({ PULUMI_BACKEND_URL: `file://${at.root}` });
    expect((await states.read("dev", signal))?.lastUpdate).toEqual(lastUpdate);
  });

  it("was an edit of the state by hand, which leaves no entry, where the state is not as the last update left it", async () => {
    const history = ".pulumi/history/pin-reset/dev/dev-1795779000000000000";
    await at.write(`${history}.history.json`, JSON.stringify(update));
    await at.write(`${history}.checkpoint.json`, checkpoint);
    const [stack, profile] = latest.resources;
    const lastUpdateWith = async (...resources: readonly unknown[]) => {
      const edited = { version: 3, checkpoint: { latest: { ...latest, resources } } };
      await at.write(".pulumi/stacks/pin-reset/dev.json", JSON.stringify(edited));
      const states = await at.open({ PULUMI_BACKEND_URL: `file://${at.root}` });
      return (await states.read("dev", signal))?.lastUpdate;
    };
    const edited = { kind: "update", ended: "overwritten" };
    expect(await lastUpdateWith(stack, profile)).toEqual({ kind: "update", ended: "complete" });
    expect(await lastUpdateWith(stack)).toEqual(edited);
    expect(await lastUpdateWith(stack, { ...profile, inputs: { displayName: "Other" } })).toEqual(edited);
    await rm(path.join(at.root, `${history}.checkpoint.json`));
    expect(await lastUpdateWith(stack)).toEqual({ kind: "update", ended: "complete" });
  });

  it("left the state that is there where only its secrets were encrypted again", async () => {
    const history = ".pulumi/history/pin-reset/dev/dev-1795779000000000000";
    const [stack, profile] = latest.resources;
    const encrypted = (ciphertext: string) => ({
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      ciphertext,
    });
    const written = (ciphertext: string) => {
      const resources = [stack, { ...profile, inputs: { displayName: encrypted(ciphertext) } }];
      return JSON.stringify({ version: 3, checkpoint: { latest: { ...latest, resources } } });
    };
    await at.write(`${history}.history.json`, JSON.stringify(update));
    await at.write(`${history}.checkpoint.json`, written("v1:abc"));
    await at.write(".pulumi/stacks/pin-reset/dev.json", written("v1:xyz"));
    const states = await at.open({ PULUMI_BACKEND_URL: `file://${at.root}` });
    expect((await states.read("dev", signal))?.lastUpdate).toEqual({ kind: "update", ended: "complete" });
  });

  it("is asked of Pulumi Cloud", async () => {
    const cloud = await listening((url) =>
      url.includes("/updates?") ? JSON.stringify({ updates: [refresh, update] }) : exported,
    );
    const states = await at.open({ PULUMI_BACKEND_URL: cloud.url, PULUMI_ACCESS_TOKEN: "pul-1" });
    expect(await states.read("a/dev", signal)).toMatchObject({ lastUpdate: { ended: "partial" } });
  });
});
