import { chmod, mkdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it, vi } from "vitest";
import { listening } from "./listening.ts";
import { checkpoint, exported, latest, stateFolder } from "./state-folder.ts";

const { signal } = new AbortController();
const found = { resources: [{ name: "profile", id: "1" }], interrupted: false };
const at = stateFolder();

describe("states in a folder", () => {
  const inFolder = () => at.open({ PULUMI_BACKEND_URL: `file://${at.root}` });

  it.each([
    ["by project", ".pulumi/stacks/pin-reset/dev.json", checkpoint],
    ["compressed", ".pulumi/stacks/pin-reset/dev.json.gz", gzipSync(checkpoint)],
    ["compressed by zstd", ".pulumi/stacks/pin-reset/dev.json.zst", zstdCompressSync(checkpoint)],
    ["in the earlier layout", ".pulumi/stacks/dev.json", checkpoint],
  ])("are read %s", async (_, file, content) => {
    await at.write(file, content);
    expect(await (await inFolder()).read("dev", signal)).toMatchObject(found);
    expect(await (await inFolder()).read("organization/pin-reset/dev", signal)).toMatchObject(found);
  });

  it("are those that were written last, where an older one was left uncompressed", async () => {
    await at.write(".pulumi/stacks/pin-reset/dev.json", JSON.stringify({ version: 3, checkpoint: {} }));
    await utimes(path.join(at.root, ".pulumi/stacks/pin-reset/dev.json"), 1, 1);
    await at.write(".pulumi/stacks/pin-reset/dev.json.gz", gzipSync(checkpoint));
    expect(await (await inFolder()).read("dev", signal)).toMatchObject(found);
  });

  it("are of the project that the stack's name has", async () => {
    await at.write(".pulumi/stacks/pin-reset/dev.json", checkpoint);
    expect(await (await inFolder()).read("organization/other/dev", signal)).toBeUndefined();
  });

  it.each(["delete", "pendingReplacement", "taint"])(
    "are interrupted where a resource is to be replaced still (%s)",
    async (mark) => {
      const [stack, profile] = latest.resources;
      const resources = [stack, profile, { ...profile, [mark]: true }];
      const state = { version: 3, checkpoint: { latest: { ...latest, resources } } };
      await at.write(".pulumi/stacks/pin-reset/dev.json", JSON.stringify(state));
      expect(await (await inFolder()).read("dev", signal)).toMatchObject({ interrupted: true });
    },
  );

  it("are found below the user's own folder, and relative to the project", async () => {
    await at.write(".pulumi/stacks/pin-reset/dev.json", checkpoint);
    vi.stubEnv("HOME", at.root);
    vi.stubEnv("USERPROFILE", at.root);
    expect(await (await at.open({ PULUMI_BACKEND_URL: "file://~" })).read("dev", signal)).toMatchObject(
      found,
    );
    expect(await (await at.open({ PULUMI_BACKEND_URL: "file://.." })).read("dev", signal)).toMatchObject(
      found,
    );
  });

  it("are none where the stack does not exist, or was never deployed", async () => {
    await at.write(".pulumi/stacks/pin-reset/new.json", JSON.stringify({ version: 3, checkpoint: {} }));
    const states = await inFolder();
    expect(await states.read("new", signal)).toBeUndefined();
    expect(await states.read("dev", signal)).toBeUndefined();
  });

  it("are refused where the file is damaged", async () => {
    await at.write(".pulumi/stacks/pin-reset/dev.json", checkpoint.slice(0, 40));
    await expect((await inFolder()).read("dev", signal)).rejects.toMatchObject({ code: "stateUnreadable" });
  });

  it("do not lead out of the folder by a stack's name", async () => {
    await at.write("elsewhere.json", checkpoint);
    await mkdir(path.join(at.root, "inner"));
    const states = await at.open({ PULUMI_BACKEND_URL: `file://${at.root}/inner` });
    await expect(states.read("..\\..\\..\\elsewhere", signal)).rejects.toMatchObject({
      code: "stateUnreadable",
    });
    await expect(states.read("..", signal)).rejects.toMatchObject({ code: "stateUnreadable" });
  });
});

describe("the backend", () => {
  it("is the project's where no variable says another, and else the one that the CLI is logged in to", async () => {
    await at.write(".pulumi/stacks/pin-reset/dev.json", checkpoint);
    await at.write("home/credentials.json", JSON.stringify({ current: `file://${at.root}` }));
    expect(await (await at.open({})).read("dev", signal)).toMatchObject(found);
    await at.write("project/Pulumi.yaml", `name: pin-reset\nbackend: { url: "file://${at.root}/other" }\n`);
    expect(await (await at.open({})).read("dev", signal)).toBeUndefined();
    expect(
      await (await at.open({ PULUMI_BACKEND_URL: `file://${at.root}` })).read("dev", signal),
    ).toMatchObject(found);
  });

  it("is asked for nothing where the folder is no project", async () => {
    await rm(path.join(at.project, "Pulumi.yaml"));
    await expect(at.open({})).rejects.toMatchObject({ code: "projectUnreadable" });
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
    const states = await at.open({ PULUMI_BACKEND_URL: cloud.url, PULUMI_ACCESS_TOKEN: "pul-1" });
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
    await at.write(
      "home/credentials.json",
      JSON.stringify({ current: cloud.url, accessTokens: { [cloud.url]: "pul-2" } }),
    );
    await at.write(
      "home/config.json",
      JSON.stringify({ backends: { [cloud.url]: { defaultOrg: "contoso" } } }),
    );
    expect(await (await at.open({})).read("dev", signal)).toMatchObject(found);
    expect(cloud.urls[0]).toBe("/api/stacks/contoso/pin-reset/dev/export");
  });

  it("are refused without a token, and where the cloud fails, without the token in the message", async () => {
    const cloud = await listening(() => null);
    const env = { PULUMI_BACKEND_URL: cloud.url };
    await expect((await at.open(env)).read("a/dev", signal)).rejects.toMatchObject({
      message: expect.stringContaining("PULUMI_ACCESS_TOKEN"),
    });
    const states = await at.open({ ...env, PULUMI_ACCESS_TOKEN: "pul-3" });
    const failure = await states.read("a/dev", signal).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "stateUnreadable", message: expect.stringContaining("500") });
    expect(String(Reflect.get(Object(failure), "message"))).not.toContain("pul-3");
  });
});

describe.skipIf(process.platform === "win32")("states of any other backend", () => {
  /** A Pulumi CLI that notes how it was called, and exports the state. */
  async function cli(exporting: string): Promise<Record<string, string>> {
    const command = path.join(at.root, "pulumi");
    await at.write("export.json", exported);
    await writeFile(
      command,
      [
        "#!/bin/sh",
        'if [ "$1" = version ]; then echo v3.259.0; exit 0; fi',
        `echo "$PWD $*" >> ${at.root}/calls`,
        exporting,
        "",
      ].join("\n"),
    );
    await chmod(command, 0o755);
    return { PULUMI_BACKEND_URL: "azblob://states", PULUMI_COMMAND: command };
  }

  it("are read by the CLI in the project's folder, encrypted, two processes at once", async () => {
    const states = await at.open(
      await cli(
        `if [ "$2" = history ]; then echo "[]"; exit 0; fi; sleep 0.2; cat ${at.root}/export.json; echo end >> ${at.root}/calls`,
      ),
    );
    const all = await Promise.all(["a", "b", "c"].map((stack) => states.read(stack, signal)));
    expect(all[0]).toMatchObject(found);
    const lines = (await readFile(path.join(at.root, "calls"), "utf8")).trim().split("\n");
    expect(lines.filter((line) => line.includes(" stack history --json "))).toHaveLength(3);
    const begun = lines.filter((line) => line.includes(" stack export ")).sort();
    expect(begun).toEqual(
      ["a", "b", "c"].map(
        (stack) => `${at.project} stack export --stack ${stack} --color never --non-interactive`,
      ),
    );
    expect(lines.filter((line) => !line.includes(" stack history ")).indexOf("end")).toBe(2);
  });

  it("are none where the CLI knows no such stack, and refused where it fails", async () => {
    const none = await at.open(await cli("echo \"error: no stack named 'dev' found\" >&2; exit 255"));
    expect(await none.read("dev", signal)).toBeUndefined();
    const failing = await at.open(await cli("echo 'error: could not open bucket' >&2; exit 255"));
    await expect(failing.read("dev", signal)).rejects.toMatchObject({
      code: "stateUnreadable",
      message: expect.stringContaining("could not open bucket"),
    });
  });
});
