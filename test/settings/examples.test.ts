import { beforeEach, expect, it } from "vitest";
import { settingPatterns } from "../../settings/examples.ts";
import { faultsOf, parse, startProject } from "./parse.ts";

const assignments = { groups: ["Windows devices"] };

beforeEach(startProject);

it("offers, for each setting, an example that the setting takes", () => {
  const wrong = { id: null, mode: null };
  const given = {
    tenantId: { tenantId: "x" },
    consent: { clientScopes: [null], serviceScopes: [null], directoryAppId: null },
    profile: {
      displayName: null,
      description: null,
      scope: null,
      roleScopeTagIds: [null],
      webSignInAllowedUrls: [null],
    },
    assignments: {
      groups: [null, { group: null, filter: wrong }],
      excludedGroups: [null],
      allDevices: { filter: wrong },
      allUsers: { filter: wrong },
    },
  };
  // One key at a time, since a screen holds eight faults.
  const messages = Object.entries(given).flatMap(([key, part]) =>
    Object.entries(part).map(([inner, value]) =>
      faultsOf({ assignments, [key]: typeof value === "string" ? value : { [inner]: value } }),
    ),
  );
  const offered = messages.flatMap((message) => [
    ...message.matchAll(/config set --path "pin-reset:(\S+)" (\S.*)/g),
  ]);
  const settings = offered.map(([, name = ""]) => name.replaceAll(/\[\d+\]/g, "[]"));
  const withExample = settingPatterns.filter((pattern) => !/\.all(?:Devices|Users)$/.test(pattern));
  expect(new Set(settings)).toEqual(new Set(withExample));
  const refused = offered.filter(([, name = "", value = ""]) => {
    const result = parse(nested(name, value.replace(" --type string", "").replaceAll('"', "")));
    return "thrown" in result && String(result.thrown).includes(`pin-reset:${name} must`);
  });
  expect(refused).toEqual([]);
});

/** What `pulumi config set --path` makes of a setting's name and value, with nothing else set. */
function nested(name: string, value: string): Record<string, unknown> {
  const steps = name.split(/[.[\]]+/).filter((step) => step !== "");
  const made = steps.reduceRight<unknown>(
    (inner, step) => (/^\d+$/.test(step) ? [...Array(Number(step)).fill(null), inner] : { [step]: inner }),
    value,
  );
  return made as Record<string, unknown>;
}
