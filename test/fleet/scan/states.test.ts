import { chmod, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openStates, type StackStates } from "../../../fleet/scan/state/read-states.ts";
import { listening } from "./listening.ts";

const { signal } = new AbortController();
const latest = {
  manifest: { time: "2026-11-27T07:00:00Z" },
  resources: [
    { urn: "urn:pulumi:dev::pin-reset::pulumi:pulumi:Stack::pin-reset-dev", type: "pulumi:pulumi:Stack" },
    {
      urn: "urn:pulumi:dev::pin-reset::a$intune:index:WindowsCustomConfiguration::profile",
      type: "intune:index:WindowsCustomConfiguration",
      id: "1",
      custom: true,
      inputs: { displayName: "PIN" },
    },
  ],
};
const checkpoint = JSON.stringify({ version: 3, checkpoint: { latest } });
const exported = JSON.stringify({ version: 3, deployment: latest });
const found = { resources: [{ name: "profile", id: "1" }], interrupted: false };

let root: string;
let project: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "states-"));
  project = path.join(root, "project");
  await mkdir(project);
  await writeFile(path.join(project, "Pulumi.yaml"), "name: pin-reset\nruntime: nodejs\n");
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** The states as the environment selects them, with nothing of this machine's own login. */
function open(env: Record<string, string>): Promise<StackStates> {
  return openStates({ project }, { PATH: process.env.PATH, PULUMI_HOME: path.join(root, "home"), ...env });
}

async function write(file: string, content: string | Buffer): Promise<void> {
  const whole = path.join(root, file);
  await mkdir(path.dirname(whole), { recursive: true });
  await writeFile(whole, content);
}

describe("states in a folder", () => {
  const inFolder = () => open({ PULUMI_BACKEND_URL: `file://${root}` });

  it.each([
    ["by project", ".pulumi/stacks/pin-reset/dev.json", checkpoint],
    ["compressed", ".pulumi/stacks/pin-reset/dev.json.gz", gzipSync(checkpoint)],
    ["compressed by zstd", ".pulumi/stacks/pin-reset/dev.json.zst", zstdCompressSync(checkpoint)],
    ["in the earlier layout", ".pulumi/stacks/dev.json", checkpoint],
  ])("are read %s", async (_, file, content) => {
    await write(file, content);
    expect(await (await inFolder()).read("dev", signal)).toMatchObject(found);
    expect(await (await inFolder()).read("organization/pin-reset/dev", signal)).toMatchObject(found);
  });

  it("are those that were written last, where an older one was left uncompressed", async () => {
    await write(".pulumi/stacks/pin-reset/dev.json", JSON.stringify({ version: 3, checkpoint: {} }));
    await utimes(path.join(root, ".pulumi/stacks/pin-reset/dev.json"), 1, 1);
    await write(".pulumi/stacks/pin-reset/dev.json.gz", gzipSync(checkpoint));
    expect(await (await inFolder()).read("dev", signal)).toMatchObject(found);
  });

  it("are of the project that the stack's name has", async () => {
    await write(".pulumi/stacks/pin-reset/dev.json", checkpoint);
    expect(await (await inFolder()).read("organization/other/dev", signal)).toBeUndefined();
  });

  it.each(["delete", "pendingReplacement", "taint"])(
    "are interrupted where a resource is to be replaced still (%s)",
    async (mark) => {
      const [stack, profile] = latest.resources;
      const resources = [stack, profile, { ...profile, [mark]: true }];
      const state = { version: 3, checkpoint: { latest: { ...latest, resources } } };
      await write(".pulumi/stacks/pin-reset/dev.json", JSON.stringify(state));
      expect(await (await inFolder()).read("dev", signal)).toMatchObject({ interrupted: true });
    },
  );

  it("are found below the user's own folder, and relative to the project", async () => {
    await write(".pulumi/stacks/pin-reset/dev.json", checkpoint);
    vi.stubEnv("HOME", root);
    vi.stubEnv("USERPROFILE", root);
    expect(await (await open({ PULUMI_BACKEND_URL: "file://~" })).read("dev", signal)).toMatchObject(found);
    expect(await (await open({ PULUMI_BACKEND_URL: "file://.." })).read("dev", signal)).toMatchObject(found);
  });

  it("are none where the stack does not exist, or was never deployed", async () => {
    await write(".pulumi/stacks/pin-reset/new.json", JSON.stringify({ version: 3, checkpoint: {} }));
    const states = await inFolder();
    expect(await states.read("new", signal)).toBeUndefined();
    expect(await states.read("dev", signal)).toBeUndefined();
  });

  it("are refused where the file is damaged", async () => {
    await write(".pulumi/stacks/pin-reset/dev.json", checkpoint.slice(0, 40));
    await expect((await inFolder()).read("dev", signal)).rejects.toMatchObject({ code: "stateUnreadable" });
  });

  it("do not lead out of the folder by a stack's name", async () => {
    await write("elsewhere.json", checkpoint);
    await mkdir(path.join(root, "inner"));
    const states = await open({ PULUMI_BACKEND_URL: `file://${root}/inner` });
    await expect(states.read("..\\..\\..\\elsewhere", signal)).rejects.toMatchObject({
      code: "stateUnreadable",
    });
    await expect(states.read("..", signal)).rejects.toMatchObject({ code: "stateUnreadable" });
  });
});

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
    await write(".pulumi/stacks/pin-reset/dev.json", checkpoint);
    for (const [index, each] of updates.entries()) {
      const name = `.pulumi/history/pin-reset/dev/dev-179577900000000000${index}`;
      await write(`${name}.checkpoint.json.gz`, gzipSync(checkpoint));
      await write(`${name}.history.json.gz`, gzipSync(JSON.stringify(each)));
    }
    const states = await open({ PULUMI_BACKEND_URL: `file://${root}` });
    expect((await states.read("dev", signal))?.lastUpdate).toEqual(lastUpdate);
  });

  it("was an edit of the state by hand, which leaves no entry, where the state is not as the last update left it", async () => {
    const history = ".pulumi/history/pin-reset/dev/dev-1795779000000000000";
    await write(`${history}.history.json`, JSON.stringify(update));
    await write(`${history}.checkpoint.json`, checkpoint);
    const [stack, profile] = latest.resources;
    const lastUpdateWith = async (...resources: readonly unknown[]) => {
      const edited = { version: 3, checkpoint: { latest: { ...latest, resources } } };
      await write(".pulumi/stacks/pin-reset/dev.json", JSON.stringify(edited));
      const states = await open({ PULUMI_BACKEND_URL: `file://${root}` });
      return (await states.read("dev", signal))?.lastUpdate;
    };
    const edited = { kind: "update", ended: "overwritten" };
    expect(await lastUpdateWith(stack, profile)).toEqual({ kind: "update", ended: "complete" });
    expect(await lastUpdateWith(stack)).toEqual(edited);
    expect(await lastUpdateWith(stack, { ...profile, inputs: { displayName: "Other" } })).toEqual(edited);
    await rm(path.join(root, `${history}.checkpoint.json`));
    expect(await lastUpdateWith(stack)).toEqual({ kind: "update", ended: "complete" });
  });

  it("left the state that is there where only its secrets were encrypted anew", async () => {
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
    await write(`${history}.history.json`, JSON.stringify(update));
    await write(`${history}.checkpoint.json`, written("v1:abc"));
    await write(".pulumi/stacks/pin-reset/dev.json", written("v1:xyz"));
    const states = await open({ PULUMI_BACKEND_URL: `file://${root}` });
    expect((await states.read("dev", signal))?.lastUpdate).toEqual({ kind: "update", ended: "complete" });
  });

  it("is asked of Pulumi Cloud", async () => {
    const cloud = await listening((url) =>
      url.includes("/updates?") ? JSON.stringify({ updates: [refresh, update] }) : exported,
    );
    const states = await open({ PULUMI_BACKEND_URL: cloud.url, PULUMI_ACCESS_TOKEN: "pul-1" });
    expect(await states.read("a/dev", signal)).toMatchObject({ lastUpdate: { ended: "partial" } });
  });
});

describe("the backend", () => {
  it("is the project's where no variable says another, and else the one that the CLI is logged in to", async () => {
    await write(".pulumi/stacks/pin-reset/dev.json", checkpoint);
    await write("home/credentials.json", JSON.stringify({ current: `file://${root}` }));
    expect(await (await open({})).read("dev", signal)).toMatchObject(found);
    await write("project/Pulumi.yaml", `name: pin-reset\nbackend: { url: "file://${root}/other" }\n`);
    expect(await (await open({})).read("dev", signal)).toBeUndefined();
    expect(await (await open({ PULUMI_BACKEND_URL: `file://${root}` })).read("dev", signal)).toMatchObject(
      found,
    );
  });

  it("is asked for nothing where the folder is no project", async () => {
    await rm(path.join(project, "Pulumi.yaml"));
    await expect(open({})).rejects.toMatchObject({ code: "projectUnreadable" });
  });
});

describe("states of Pulumi Cloud", () => {
  it("are read by two requests each, once the user's organisation is known", async () => {
    const cloud = await listening((url, { authorization }) => {
      const replies: Record<string, string> = {
        "/api/user/organizations/default": "{}",
        "/api/user": JSON.stringify({ githubLogin: "alex" }),
        "/api/stacks/alex/pin-reset/dev/export": exported,
        "/api/stacks/contoso/pin-reset/dev/export": exported,
      };
      return authorization === "token pul-1" ? replies[url] : undefined;
    });
    const states = await open({ PULUMI_BACKEND_URL: cloud.url, PULUMI_ACCESS_TOKEN: "pul-1" });
    expect(await states.read("dev", signal)).toMatchObject(found);
    expect(await states.read("contoso/dev", signal)).toMatchObject(found);
    expect(await states.read("other", signal)).toBeUndefined();
    expect(cloud.urls).toEqual([
      "/api/user/organizations/default",
      "/api/user",
      "/api/stacks/alex/pin-reset/dev/export",
      "/api/stacks/alex/pin-reset/dev/updates?pageSize=5&page=1",
      "/api/stacks/contoso/pin-reset/dev/export",
      "/api/stacks/contoso/pin-reset/dev/updates?pageSize=5&page=1",
      "/api/stacks/alex/pin-reset/other/export",
    ]);
  });

  it("use the token and the organisation that the CLI keeps", async () => {
    const cloud = await listening((_, { authorization }) =>
      authorization === "token pul-2" ? exported : undefined,
    );
    await write(
      "home/credentials.json",
      JSON.stringify({ current: cloud.url, accessTokens: { [cloud.url]: "pul-2" } }),
    );
    await write("home/config.json", JSON.stringify({ backends: { [cloud.url]: { defaultOrg: "contoso" } } }));
    expect(await (await open({})).read("dev", signal)).toMatchObject(found);
    expect(cloud.urls[0]).toBe("/api/stacks/contoso/pin-reset/dev/export");
  });

  it("are refused without a token, and where the cloud fails, without the token in the message", async () => {
    const cloud = await listening(() => null);
    const env = { PULUMI_BACKEND_URL: cloud.url };
    await expect((await open(env)).read("a/dev", signal)).rejects.toMatchObject({
      message: expect.stringContaining("PULUMI_ACCESS_TOKEN"),
    });
    const states = await open({ ...env, PULUMI_ACCESS_TOKEN: "pul-3" });
    const failure = await states.read("a/dev", signal).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "stateUnreadable", message: expect.stringContaining("500") });
    expect(String(Reflect.get(Object(failure), "message"))).not.toContain("pul-3");
  });
});

describe.skipIf(process.platform === "win32")("states of any other backend", () => {
  /** A Pulumi CLI that notes how it was called, and exports the state. */
  async function cli(exporting: string): Promise<Record<string, string>> {
    const command = path.join(root, "pulumi");
    await write("export.json", exported);
    await writeFile(
      command,
      [
        "#!/bin/sh",
        'if [ "$1" = version ]; then echo v3.259.0; exit 0; fi',
        `echo "$PWD $*" >> ${root}/calls`,
        exporting,
        "",
      ].join("\n"),
    );
    await chmod(command, 0o755);
    return { PULUMI_BACKEND_URL: "azblob://states", PULUMI_COMMAND: command };
  }

  it("are read by the CLI in the project's folder, encrypted, two processes at once", async () => {
    const states = await open(
      await cli(
        `if [ "$2" = history ]; then echo "[]"; exit 0; fi; sleep 0.2; cat ${root}/export.json; echo end >> ${root}/calls`,
      ),
    );
    const all = await Promise.all(["a", "b", "c"].map((stack) => states.read(stack, signal)));
    expect(all[0]).toMatchObject(found);
    const lines = (await readFile(path.join(root, "calls"), "utf8")).trim().split("\n");
    expect(lines.filter((line) => line.includes(" stack history --json "))).toHaveLength(3);
    const begun = lines.filter((line) => line.includes(" stack export ")).sort();
    expect(begun).toEqual(
      ["a", "b", "c"].map(
        (stack) => `${project} stack export --stack ${stack} --color never --non-interactive`,
      ),
    );
    expect(lines.filter((line) => !line.includes(" stack history ")).indexOf("end")).toBe(2);
  });

  it("are none where the CLI knows no such stack, and refused where it fails", async () => {
    const none = await open(await cli("echo \"error: no stack named 'dev' found\" >&2; exit 255"));
    expect(await none.read("dev", signal)).toBeUndefined();
    const failing = await open(await cli("echo 'error: could not open bucket' >&2; exit 255"));
    await expect(failing.read("dev", signal)).rejects.toMatchObject({
      code: "stateUnreadable",
      message: expect.stringContaining("could not open bucket"),
    });
  });
});
