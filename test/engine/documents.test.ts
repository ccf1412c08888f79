import { mkdir, symlink } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseSettings } from "../../settings.ts";
import { startTenant, type Tenant } from "../../tenant/server.ts";
import { commandsIn, readDocument, trackedFiles } from "../documents.ts";
import { startProject } from "../settings/parse.ts";
import { isRun, plannedCommands, type } from "./documented.ts";
import { plans } from "./documented-commands.ts";
import { createStack, repository, type Stack } from "./stack.ts";

let tenant: Tenant;
let stack: Stack;
/** A folder that files are copied into, as into a repository of one's own. */
let ownRepository: string;

beforeAll(async () => {
  tenant = await startTenant();
  tenant.state.settings.passcodeDelayMilliseconds = 20;
  stack = await createStack({ env: tenant.env, keepPlugins: true });
  ownRepository = path.join(stack.root, "own-repository");
  await mkdir(ownRepository);
  await symlink(path.join(repository, "docs"), path.join(ownRepository, "docs"));
});

afterAll(async () => {
  await stack?.close();
  await tenant?.close();
});

it("has plans for every document that has commands", () => {
  const documents = trackedFiles("*.md").filter((file) => file !== "CHANGELOG.md");
  const withCommands = documents.filter((file) => commandsIn(readDocument(file)).length > 0);
  expect(withCommands.sort()).toEqual(Object.keys(plans).sort());
});

describe.each(Object.keys(plans))("%s", (document) => {
  const told = plannedCommands(document);

  it("has no command of which no plan says how it is run, or why it is not", () => {
    const unlisted = told.filter(({ plan }) => plan === undefined);
    expect(unlisted.map(({ at, command }) => `${at}: ${command}`)).toEqual([]);
  });

  it("has a command for every plan", () => {
    const unused = plans[document]?.filter((plan) => !told.some((command) => command.plan === plan));
    expect(unused?.map(({ command }) => command.source)).toEqual([]);
  });

  // Its procedures need what test/engine/operations.test.ts does between them, which runs them.
  if (document === "docs/operations.md") {
    return;
  }
  it.each(told.filter(isRun))("$at: $command", async (command) => {
    const cwd = document.startsWith("docs/pipelines/") ? ownRepository : stack.directory;
    await type(stack, command, { cwd });
  });
});

it("docs/settings.md and docs/clouds.md leave settings that the program takes", async () => {
  await startProject();
  const { stdout } = await stack.run(["config", "--json"]);
  const entries = Object.entries<{ value: string }>(JSON.parse(stdout)).map(([key, { value }]) => [
    key,
    value,
  ]);
  expect(parseSettings(Object.fromEntries(entries))).toMatchObject({
    tenantId: expect.any(String),
    profile: { webSignInAllowedUrls: ["login.microsoftonline.us"] },
    assignments: { groups: [{ group: "Windows devices" }, { filter: { mode: "include" } }] },
  });
});
