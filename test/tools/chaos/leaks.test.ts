import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { anyToken, leaksBelow, leaksIn } from "../../../tools/chaos/leaks.ts";

const secrets = [{ name: "the client secret", text: "pl+nted/secret" }, anyToken];

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "leaks-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the search for leaks", () => {
  it("finds nothing in what is clean", () => {
    expect(leaksIn("the output of up", "Resources: 11 unchanged, eyJ, [secret]", secrets)).toEqual([]);
  });

  it("finds a planted secret, and does not repeat it", () => {
    const found = leaksIn("the output of up", "error: pl+nted/secret was refused", secrets);
    expect(found).toEqual([{ kind: "leak", what: "the client secret is in the output of up" }]);
  });

  it("finds any access token", async () => {
    const key = new TextEncoder().encode("a key of no importance, which is long enough");
    const token = await new SignJWT({ roles: ["Group.Read.All"] })
      .setProtectedHeader({ alg: "HS256" })
      .sign(key);
    const found = leaksIn("the output of up", `authorization: Bearer ${token}`, secrets);
    expect(found).toEqual([{ kind: "leak", what: "a token is in the output of up" }]);
  });

  it("finds a planted secret in a file at any depth, hidden ones too", async () => {
    const deep = path.join(folder, "state", ".pulumi", "history");
    await mkdir(deep, { recursive: true });
    await writeFile(path.join(deep, "dev.json"), JSON.stringify({ clientSecret: "pl+nted/secret" }));
    await writeFile(path.join(folder, "clean.json"), "{}");
    expect(await leaksBelow(folder, secrets)).toEqual([
      {
        kind: "leak",
        what: `the client secret is in ${path.join("state", ".pulumi", "history", "dev.json")}`,
      },
    ]);
  });
});
