import { expect, it } from "vitest";
import { serveReset } from "../support/reset.ts";

const { served, reset, passcode } = serveReset();

it("--query shows a passcode only where it selects it, as --output json does", {
  timeout: 30_000,
}, async () => {
  served.tenant.state.settings.passcodeDelayMilliseconds = 0;
  const { code, stdout, stderr } = await reset("PHONE-01", "--yes", "--query", "passcode");
  expect([code, stdout]).toEqual([0, `${JSON.stringify(passcode())}\n`]);
  expect(stderr).not.toContain(passcode());

  const other = await reset("PHONE-01", "--yes", "--query", "device.name");
  expect([other.code, other.stdout]).toEqual([0, '"PHONE-01"\n']);
  expect(other.stderr).not.toContain(passcode());

  const slip = await reset("--resume", "PHONE-01", "--query", "passcod");
  expect([slip.code, slip.stdout]).toEqual([0, "null\n"]);
  expect(slip.stderr).toMatch(/--query selected nothing\..*reset --resume DEVICE$/m);
});

it.each([
  [["--query", "passcode", "--output", "csv"], /would alter passcodes/],
  [["--query", "passcode ="], /is not a JMESPath expression/],
])("reset with %j resets nothing", { timeout: 30_000 }, async (args, said) => {
  const { code, stdout, stderr } = await reset("PHONE-01", "--yes", ...args);
  expect([code, stdout, served.posts()]).toEqual([2, "", 0]);
  expect(stderr).toMatch(said);
});
