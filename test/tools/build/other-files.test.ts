import { readdir } from "node:fs/promises";
import path from "node:path";
import { expect, it } from "vitest";
import { repository } from "../../../pulumi-cli/stack.ts";
import { copied, launchers, ofCheckout } from "../../../tools/build/other-files.ts";

/** The folders whose TypeScript the package has as JavaScript. */
const rooms = [
  ...["cli", "components", "domain", "fleet", "graph", "intune", "launcher", "lookups", "policy", "provider"],
  ...["pulumi-cli", "settings", "text"],
];

it("the package lacks no file that its code reads, such as the style sheet of a report", async () => {
  const found = await Promise.all(
    rooms.map(async (room) => {
      const files = await readdir(path.join(repository, room), { recursive: true, withFileTypes: true });
      return files
        .filter((file) => file.isFile())
        .map((file) => path.relative(repository, path.join(file.parentPath, file.name)));
    }),
  );
  const others = found
    .flat()
    .map((file) => file.split(path.sep).join("/"))
    .filter((file) => !file.endsWith(".ts") && !ofCheckout.test(file));
  const taken = [...copied, ...launchers];
  expect(
    others.filter((file) => !taken.some((name) => file === name || file.startsWith(`${name}/`))),
  ).toEqual([]);
});
