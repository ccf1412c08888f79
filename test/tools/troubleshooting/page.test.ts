import { expect, it } from "vitest";
import { type Advice, adviceFor, explainedBy } from "../../../tools/troubleshooting/advice.ts";
import { explained } from "../../../tools/troubleshooting/explained.ts";
import { pageOf } from "../../../tools/troubleshooting/page.ts";
import { raisedIn } from "../../../tools/troubleshooting/raised.ts";
import { readSource } from "../../../tools/troubleshooting/source.ts";

const slow = 60_000;

let known: Advice[] | undefined;

/** Reading the whole code takes some seconds, so it is read once. */
function everyError(): Advice[] {
  known ??= adviceFor(raisedIn(readSource()));
  return known;
}

it("every error of the code has a way out", { timeout: slow }, () => {
  const without = everyError().filter(({ waysOut }) => waysOut.length === 0);
  expect(without.map(({ path, says }) => `${path}: ${says}`)).toEqual([]);
});

it("explains no error that the code does not raise, or that names its way out itself", {
  timeout: slow,
}, () => {
  const used = new Set(
    everyError().flatMap(({ path, says, waysOut }) =>
      explainedBy(path, says).filter(({ wayOut }) => waysOut.includes(wayOut)),
    ),
  );
  expect(explained.filter((each) => !used.has(each)).map(({ error }) => String(error))).toEqual([]);
});

it("finds what each part of the project raises", { timeout: slow }, () => {
  const waysOutOf = (path: string, says: string) =>
    everyError().find((advice) => advice.path === path && advice.says === says)?.waysOut;
  expect(waysOutOf("cli/devices/find.ts", 'No managed device belongs to "<user>".')).toEqual([
    "`npm run pin-reset -- devices` lists those that this credential can see.",
  ]);
  expect(
    waysOutOf(
      "graph/credentials/certificate-file.ts",
      "<path>, named by clientCertificatePath (ARM_CLIENT_CERTIFICATE_PATH), holds no certificate.",
    ),
  ).toHaveLength(1);
  expect(waysOutOf("graph/credentials/entra-codes.ts", "Could not sign in (<way>): AADSTS7000112")).toEqual([
    "Enable sign-in for this app under Enterprise applications.",
  ]);
  expect(waysOutOf("graph/credentials/azure-cli.ts", "Could not sign in: Azure CLI")).toEqual([
    "Install Azure CLI (https://aka.ms/azure-cli) and sign in with `az login`.",
  ]);
  expect(
    waysOutOf("intune/adoption.ts", 'Intune has <number of ids> custom profiles named "<display name>":'),
  ).toEqual(["Import one of them by its id."]);
  expect(
    waysOutOf(
      "intune/pulumi-resource-intune",
      "The intune plugin needs Node.js 22.18 or newer, and found <version>.",
    ),
  ).toEqual(["Install a newer one, or use `npm run pulumi --`, which brings its own."]);
});

it("puts each error under where it is met, with its code, and leaves nothing to be read as markup", () => {
  const about = (path: string, more: Partial<Advice> = {}): Advice => ({
    path,
    code: undefined,
    says: "It is lost.",
    waysOut: [],
    ...more,
  });
  const page = pageOf([
    about("cli/x.ts", {
      code: "lost",
      says: "The `file` is <name>.",
      waysOut: ["Find <name>.\npin-reset devices"],
    }),
    about("settings/x.ts"),
    about("graph/credentials/x.ts"),
    about("graph/x.ts"),
    about("provider/x.ts"),
    about("pulumi-cli/x.ts"),
  ]);
  const headings = page.split("\n").filter((line) => line.startsWith("### "));
  expect(headings).toEqual([
    "### settings/x.ts",
    "### graph/credentials/x.ts",
    "### graph/x.ts",
    "### provider/x.ts",
    "### cli/x.ts",
    "### pulumi-cli/x.ts",
  ]);
  expect(page).toContain(
    "- `` The `file` is <name>. ``, code `lost`\n  - Find \\<name\\>.<br>\n    `pin-reset devices`\n",
  );
});
