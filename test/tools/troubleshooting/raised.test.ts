import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { adviceFor } from "../../../tools/troubleshooting/advice.ts";
import { raisedIn } from "../../../tools/troubleshooting/raised.ts";
import { readSource } from "../../../tools/troubleshooting/source.ts";

// Each test starts a compiler.
vi.setConfig({ testTimeout: 60_000 });

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "troubleshooting-"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const commandError = `
export class CommandError extends Error {
  constructor(readonly code: string, message: string, options: { hint?: string } = {}) {
    super(message);
  }
}
`;

/** What is read of a project that has this code, beside the class of the companion's errors. */
async function read(code: string, path = "cli/work.ts") {
  const files = {
    "tsconfig.json": JSON.stringify({ compilerOptions: { target: "es2024", types: [], strict: true } }),
    "cli/errors.ts": commandError,
    [path]: path.endsWith(".ts") ? `import { CommandError } from "./errors";\n${code}` : code,
  };
  for (const [file, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), content);
  }
  return adviceFor(raisedIn(readSource(folder, path.endsWith(".ts") ? [] : [path])));
}

const says = (advice: readonly { says: string }[]) => advice.map((each) => each.says);

it("reads message, code and hint, with a placeholder for what only a run knows", async () => {
  const advice = await read(
    `export const none = (deviceName: string) =>
      new CommandError("noDevice", \`No device "\${deviceName}".\`, { hint: "List them." });`,
  );
  expect(advice).toEqual([
    { path: "cli/work.ts", code: "noDevice", says: 'No device "<device name>".', waysOut: ["List them."] },
  ]);
});

it("lists one error for each caller of a function that makes errors of what it is given", async () => {
  const advice = await read(`
    function usage(message: string, hint: string) {
      return new CommandError("usage", message, { hint });
    }
    export function check(text: string) {
      if (text === "") throw usage("It is empty.", "Write something.");
      if (text.length > 9) throw usage("It is long.", "Cut it.");
    }`);
  expect(advice).toMatchObject([
    { says: "It is empty.", waysOut: ["Write something."] },
    { says: "It is long.", waysOut: ["Cut it."] },
  ]);
});

it("follows constants, functions, tables and both sides of a choice into the text", async () => {
  const advice = await read(`
    const texts = { lost: "is lost", late: "is late" } as const;
    const list = (ids: readonly string[]) => ids.map((id) => \`  \${id}\`);
    const named = (kind: string) => \`The \${kind}\`;
    export function fail(why: keyof typeof texts, isOld: boolean, ids: readonly string[]) {
      throw new Error([named(isOld ? "old one" : "new one") + " " + texts[why] + ":", ...list(ids), "Run it again."].join("\\n"));
    }`);
  expect(says(advice).toSorted()).toEqual([
    "The new one is late:",
    "The new one is lost:",
    "The old one is late:",
    "The old one is lost:",
  ]);
  expect(advice.every(({ waysOut }) => waysOut[0] === "Run it again.")).toBe(true);
});

it("takes what a message says to do as its way out", async () => {
  const advice = await read(`
    export const one = new Error("The file is locked. Wait for the other run.");
    export const two = new Error("The host is unknown.\\nIf it is private, set HOST to its name.");
    export const three = new Error("The answer was lost; run the same command again.");`);
  expect(advice).toMatchObject([
    { says: "The file is locked.", waysOut: ["Wait for the other run."] },
    { says: "The host is unknown.", waysOut: ["If it is private, set HOST to its name."] },
    { says: "The answer was lost", waysOut: ["Run the same command again."] },
  ]);
});

it("says of an error without one that it has no way out", async () => {
  expect(await read('export const lost = new Error("All is lost.");')).toMatchObject([{ waysOut: [] }]);
});

it("leaves out an error that only passes another one's words on", async () => {
  expect(await read("export const again = (error: Error) => new Error(error.message);")).toEqual([]);
});

it("reads the last words of a launcher, and not what else it writes", async () => {
  const advice = await read(
    `process.stderr.write("Starting.");
    if (old) {
      process.stderr.write(\`Node \${version} is old. Install a newer one.\`);
      process.exitCode = 1;
    }`,
    "cli/launch.js",
  );
  expect(advice).toMatchObject([
    { path: "cli/launch.js", says: "Node <version> is old.", waysOut: ["Install a newer one."] },
  ]);
});
