import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readSignIn, writeSignIn } from "../../../cli/sign-in/remembered.ts";
import { withSignIn } from "../../../cli/sign-in/with-sign-in.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "sign-in-"));
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true, force: true });
});

const env = () => ({ PIN_RESET_CONFIG_DIR: folder });
const record = {
  authority: "login.microsoftonline.com",
  homeAccountId: "mia.contoso",
  tenantId: "3b7a2d54-6c1e-4f0a-9d43-2f1b8c5e7a90",
  username: "mia@contoso.example",
  clientId: "7b2e1f4d-9c8a-4e3b-a1d0-6f5c4b3a2e11",
};

function remember(): void {
  const { clientId } = record;
  writeSignIn(env(), { tenant: "contoso.example", clientId, flow: "browser", isKept: false, record });
}

const asked: string[] = [];
const personIn = () => withSignIn({}, { env: env(), ask: (text) => asked.push(text) }).person;

describe.skipIf(process.platform === "win32")("who signed in", () => {
  it("is not read from a folder that others may write to, who could say where this user signs in", () => {
    remember();
    chmodSync(folder, 0o777);
    expect(() => readSignIn(env())).toThrow(/cannot say who signed in: other users may write to/);
  });

  it("is known to a command that asked again although it cannot be written down", () => {
    remember();
    const person = personIn();
    chmodSync(folder, 0o777);
    person?.onSignIn?.(JSON.stringify(record), true);
    expect(asked.at(-1)).toContain("other users may write to");
  });

  it("is written down with whether the tokens are kept, as it is from then on", () => {
    remember();
    personIn()?.onSignIn?.(JSON.stringify(record), true);
    expect(JSON.parse(readFileSync(path.join(folder, "sign-in.json"), "utf8")).isKept).toBe(true);
  });
});

it("a tenant of a configuration file is not taken for a variable of the shell only", () => {
  remember();
  const other = { tenantId: "fabrikam.example" };
  expect(() => withSignIn(other, { env: env(), ask: undefined })).toThrow(
    expect.objectContaining({ hint: expect.stringContaining("config unset tenant") }),
  );
});
