import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
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
    ["in the earlier layout", ".pulumi/stacks/dev.json", checkpoint],
  ])("are read %s", async (_, file, content) => {
    await write(file, content);
    expect(await (await inFolder()).read("dev", signal)).toMatchObject(found);
    expect(await (await inFolder()).read("organization/pin-reset/dev", signal)).toMatchObject(found);
  });

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
  it("are read by one request each, once the user's organisation is known", async () => {
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
      "/api/stacks/contoso/pin-reset/dev/export",
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
    expect(cloud.urls).toEqual(["/api/stacks/contoso/pin-reset/dev/export"]);
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
    const states = await open(await cli(`sleep 0.2; cat ${root}/export.json; echo end >> ${root}/calls`));
    const all = await Promise.all(["a", "b", "c"].map((stack) => states.read(stack, signal)));
    expect(all[0]).toMatchObject(found);
    const lines = (await readFile(path.join(root, "calls"), "utf8")).trim().split("\n");
    const begun = lines.filter((line) => line !== "end").sort();
    expect(begun).toEqual(
      ["a", "b", "c"].map(
        (stack) => `${project} stack export --stack ${stack} --color never --non-interactive`,
      ),
    );
    expect(lines.indexOf("end")).toBe(2);
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
