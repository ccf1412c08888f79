import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { runPinReset } from "../cli/support/run.ts";
import { createStack, type Stack } from "./stack.ts";

let tenant: Tenant;
let stack: Stack;

beforeAll(async () => {
  tenant = await startTenant();
  stack = await createStack({ env: tenant.env, keepPlugins: true });
});

afterAll(async () => {
  await stack?.close();
  await tenant?.close();
});

it("the two commands that pin-reset init ends with take the file as it wrote it", async () => {
  const tenantId = tenant.env.ARM_TENANT_ID ?? "";
  const backend = stack.env.PULUMI_BACKEND_URL ?? "";
  const answers = [
    "--stack",
    "prod",
    "--tenant-id",
    tenantId,
    "--group",
    "Windows devices",
    "--kind",
    "custom",
  ];
  const written = await runPinReset(
    ["init", "--yes", ...answers],
    { PULUMI_BACKEND_URL: backend },
    "",
    stack.directory,
  );
  const commands = written.stdout
    .trim()
    .split("\n")
    .map((line) => line.trim());
  expect(commands).toEqual(["npm run pulumi -- stack init prod", "npm run pulumi -- preview"]);

  const type = (command = "") => stack.run(command.replace("npm run pulumi -- ", "").split(" "));
  expect(await type(commands[0])).toMatchObject({ code: 0 });
  const preview = await type(commands[1]);
  expect(preview).toMatchObject({ code: 0, stdout: expect.stringMatching(/\+ \d+ to create/) });
  // Pulumi adds the salt and keeps what is there, comments too.
  const text = await readFile(path.join(stack.directory, "Pulumi.prod.yaml"), "utf8");
  expect(text).toContain("# The only tenant that this stack may be deployed to.\n");
  expect(text).toMatch(/^encryptionsalt: v1:/m);
});
