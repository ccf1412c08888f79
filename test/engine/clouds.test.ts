import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Outside, startOutside } from "../graph/support/outside.ts";
import { expectNoTrace } from "./bad-input.ts";
import { createStack, type Stack } from "./stack.ts";
import { configure, pluginProject } from "./support.ts";

const tenantId = "3b7a2d54-6c1e-4f0a-9d43-2f1b8c5e7a90";
const credentials = { ARM_TENANT_ID: tenantId, ARM_CLIENT_ID: tenantId, ARM_CLIENT_SECRET: "s3cret" };
const silent = { ARM_METADATA_HOSTNAME: "", ARM_ENVIRONMENT: "" };
const logins = ["login.chinacloudapi.cn", "login.partner.microsoftonline.cn"];
/** Where the Intune provider signs in there. */
const intuneLogin = "login.partner.microsoftonline.cn:443";
const theTenant = { "pin-reset:assignments": { allDevices: true } };

let outside: Outside;

beforeAll(async () => {
  // What Entra says of a tenant that it does not have.
  const error_description = `AADSTS90002: Tenant '${tenantId}' not found.`;
  outside = await startOutside(logins, () =>
    Response.json({ error: "invalid_request", error_description, error_codes: [90002] }, { status: 400 }),
  );
});

afterAll(() => outside.close());

/** The hosts of Microsoft that a connection was asked for, in no order. */
function askedOfMicrosoft(): string[] {
  return [...outside.asked].filter((host) => /microsoft|azure|windows\.net/.test(host)).sort();
}

/** Runs `pulumi up`, which must fail with a message for a user. */
async function failure(stack: Stack, config: object, env: Record<string, string> = {}): Promise<string> {
  await configure(stack, { ...config });
  const { code, stdout, stderr } = await stack.run(["up", "--yes", "--skip-preview"], env);
  const output = `${stdout}\n${stderr}`;
  expect(code, output).toBeGreaterThan(0);
  expectNoTrace(output);
  return output;
}

describe("pulumi up of the program, in China's cloud", () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await createStack({ env: { ...credentials, ...silent, ...outside.env } });
  });

  afterAll(() => stack.close());

  it.each([
    { name: "ARM_ENVIRONMENT", env: { ARM_ENVIRONMENT: "china" }, config: {} },
    { name: "azuread:environment", env: {}, config: { "azuread:environment": "china" } },
    { name: "intune:environment", env: {}, config: { "intune:environment": "china" } },
  ])("is refused where $name says so, before anything is asked of any cloud", async ({ env, config }) => {
    const output = await failure(stack, { ...theTenant, ...config }, env);
    expect(output).toContain("The cloud is China, operated by 21Vianet: Microsoft does not document");
    expect(output).toContain("pulumi config set intune:allowUndocumentedCloud true");
    expect(askedOfMicrosoft()).toEqual([]);
  });

  it("goes on to the sign-in where the stack allows it, where the stand-in for azuread reaches no real cloud", async () => {
    const allowed = { ...theTenant, "intune:allowUndocumentedCloud": true };
    const output = await failure(stack, allowed, { ARM_ENVIRONMENT: "china" });
    expect(output).toContain("azuread could not sign in");
    expect(output).not.toContain("The cloud is China");
    // The Intune provider signs in at the same time, unless the run has ended before.
    expect(askedOfMicrosoft().filter((host) => host !== intuneLogin)).toEqual([]);
  });
});

describe("pulumi up with the Intune plugin alone, in China's cloud", () => {
  it("needs no permission, since Microsoft documents Intune's calls there, and signs in there", async () => {
    const program = `new WindowsCustomConfiguration("profile", { displayName: "Profile", omaSettings: [
      { displayName: "b", omaUri: "./Device/B", type: "Boolean", value: true }] });`;
    const stack = await createStack({
      env: { ...credentials, ...silent, ...outside.env },
      files: pluginProject(program),
    });
    const config = { "intune:environment": "china", "intune:retryTimeoutSeconds": 1 };
    const output = await failure(stack, config).finally(() => stack.close());
    expect(output).toContain(`AADSTS90002: Tenant '${tenantId}' not found`);
    expect(askedOfMicrosoft()).toEqual([intuneLogin]);
  });
});
