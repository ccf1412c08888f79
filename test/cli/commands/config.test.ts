import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runPinReset } from "../support/run.ts";

let folder: string;

beforeAll(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), "config-")));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function config(...args: string[]) {
  const own = path.join(folder, "own");
  return runPinReset(["config", ...args], { XDG_CONFIG_HOME: own, APPDATA: own }, "", folder);
}

const file = () => path.join(folder, "own", "pin-reset", "config.yaml");

it("config set writes the user's file and keeps its comments, config prints it, config unset removes it", async () => {
  expect(await config("set", "timeout", "20")).toMatchObject({ code: 0, stdout: "" });
  // Else `login`, which keeps who signed in there, would refuse the folder.
  expect(process.platform === "win32" || (statSync(path.dirname(file())).mode & 0o077) === 0).toBe(true);
  writeFileSync(file(), `# Slow phones.\n${readFileSync(file(), "utf8")}`);
  expect(await config("set", "vault", "contoso-passcodes")).toMatchObject({ code: 0 });
  expect(readFileSync(file(), "utf8")).toBe("# Slow phones.\ntimeout: 20\nvault: contoso-passcodes\n");

  await config("set", "tenant", "contoso.example");
  const { stdout } = await config("--query", "[?key=='vault' || key=='tenant'].[value, source, where]");
  expect(JSON.parse(stdout)).toEqual([
    ["contoso-passcodes", "user", `${file()}:3`],
    ["contoso.example", "user", `${file()}:4`],
  ]);

  expect(await config("unset", "timeout")).toMatchObject({ code: 0, stderr: `${file()} is changed.\n` });
  expect(readFileSync(file(), "utf8")).not.toContain("timeout");
});

it.skipIf(process.platform === "win32")(
  "config set changes the file that a link of one's own leads to, and says of one that cannot be read which it is",
  async () => {
    const elsewhere = path.join(folder, "dotfiles.yaml");
    rmSync(file(), { force: true });
    writeFileSync(elsewhere, "# Kept elsewhere.\n");
    symlinkSync(elsewhere, file());
    expect(await config("set", "output", "csv")).toMatchObject({ code: 0 });
    expect(readFileSync(elsewhere, "utf8")).toContain("output: csv");
    expect(lstatSync(file()).isSymbolicLink()).toBe(true);

    rmSync(file());
    mkdirSync(file());
    const { code, stderr } = await config("set", "output", "csv");
    expect([code, stderr]).toEqual([2, expect.stringContaining(`${file()}:1: cannot be read: EISDIR`)]);
    rmSync(file(), { recursive: true });
  },
);

it.each([
  [["set", "outptu", "json"], "outptu is no key: did you mean output?"],
  [["set", "output", "xml"], "output must be table, json or csv"],
  [["set", "client-secret", "x"], "nothing secret belongs in this file"],
  [["set", "vault", "attackers", "--folder"], "vault may only stand in your own file"],
  [["set", "stack"], "takes a key and its value"],
  [["sett"], "sett is no key"],
])("config %j is refused, and no file is written", async (args, message) => {
  const { code, stderr } = await config(...args);
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  expect(() => readFileSync(path.join(folder, ".pin-reset.yaml"))).toThrow();
});
