import fc from "fast-check";
import { catalogSetting } from "../../domain/recovery-routes.ts";
import { seeded } from "../../tenant/seed/ids.ts";

/** What an administrator does to an OMA setting of the profile. */
export type OmaEdit =
  | { readonly edit: "value"; readonly value: boolean }
  | { readonly edit: "uri"; readonly omaUri: string }
  | { readonly edit: "type"; readonly type: string; readonly value: unknown }
  | { readonly edit: "words"; readonly displayName: string; readonly description: string | null }
  | { readonly edit: "add"; readonly type: string; readonly omaUri: string; readonly value: unknown }
  | { readonly edit: "remove" }
  | { readonly edit: "twice" }
  | { readonly edit: "reverse" };

/** A target of an assignment, in Graph's form. */
export type GraphTarget = { readonly "@odata.type": string } & Readonly<Record<string, string>>;

/** What an administrator does to a setting of the policy. */
export type CatalogEdit =
  | { readonly edit: "option"; readonly option: string }
  | { readonly edit: "add"; readonly setting: string; readonly option: string }
  | { readonly edit: "replace"; readonly setting: string; readonly option: string };

/** One thing that an administrator does in a portal. */
export type Act =
  | { readonly what: "policy"; readonly change: Readonly<Record<string, unknown>> }
  | { readonly what: "delete policy" }
  | { readonly what: "oma settings"; readonly edits: readonly OmaEdit[] }
  | { readonly what: "catalog settings"; readonly edits: readonly CatalogEdit[] }
  | { readonly what: "assign"; readonly targets: readonly GraphTarget[] }
  | { readonly what: "script"; readonly change: Readonly<Record<string, unknown>> }
  | { readonly what: "delete script" }
  | { readonly what: "assign script"; readonly targets: readonly GraphTarget[]; readonly interval: number }
  | { readonly what: "principal"; readonly app: App; readonly change: Readonly<Record<string, unknown>> }
  | { readonly what: "delete principal"; readonly app: App | "directory" }
  | { readonly what: "grant"; readonly of: App; readonly scope: string }
  | { readonly what: "delete grant"; readonly of: App }
  | { readonly what: "rename group"; readonly group: string; readonly displayName: string }
  | { readonly what: "delete group"; readonly group: string }
  | { readonly what: "second group"; readonly displayName: string }
  | { readonly what: "group recreated"; readonly group: string };

export type App = "service" | "client";

const type = (name: string) => `#microsoft.graph.${name}`;
const texts = fc.constantFrom<(string | null)[]>(
  "By hand",
  "",
  null,
  "Ünïcode | `code` <b>",
  "a".repeat(300),
);
const names = fc.constantFrom("By hand", 'PIN recovery\'s "profile"', "Windows Hello - PIN recovery ");
const tags = fc.constantFrom<string[][]>(["0"], ["0", "1"], ["1"], []);

const policyChange = fc.oneof(
  fc.record({ name: names }),
  fc.record({ description: texts }),
  fc.record({ roleScopeTagIds: tags }),
  fc.record({ name: names, description: texts, roleScopeTagIds: tags }),
);

const uri = (part: string) => `./Device/Vendor/MSFT/PassportForWork/${seeded.tenantId}/Policies/${part}`;
const uris = fc.constantFrom(
  uri("PINComplexity/MinimumPINLength"),
  uri("EnablePinRecovery").toLowerCase(),
  "./Vendor/MSFT/Policy/Config/Other",
  "not a uri",
);

const typed = fc.constantFrom<{ type: string; value: unknown }[]>(
  { type: "Boolean", value: false },
  { type: "Integer", value: 1 },
  { type: "String", value: "true" },
  { type: "String", value: "" },
  { type: "StringXml", value: Buffer.from("<enabled/>").toString("base64") },
  { type: "DateTime", value: "2026-01-02T03:04:05Z" },
  { type: "FloatingPoint", value: 1.5 },
);

const omaEdit: fc.Arbitrary<OmaEdit> = fc.oneof(
  fc.record({ edit: fc.constant("value" as const), value: fc.boolean() }),
  fc.record({ edit: fc.constant("uri" as const), omaUri: uris }),
  typed.map((each) => ({ edit: "type" as const, ...each })),
  fc.record({ edit: fc.constant("words" as const), displayName: names, description: texts }),
  fc.tuple(typed, uris).map(([each, omaUri]) => ({ edit: "add" as const, ...each, omaUri })),
  fc.constantFrom<OmaEdit[]>({ edit: "remove" }, { edit: "twice" }, { edit: "reverse" }),
);

const device = catalogSetting("device");
const user = catalogSetting("user");
const lock = "device_vendor_msft_policy_config_devicelock_devicepasswordenabled";
const settings = fc.constantFrom(
  { setting: user.setting, option: user.on },
  { setting: device.setting, option: device.off },
  { setting: lock, option: `${lock}_0` },
);

const catalogEdit: fc.Arbitrary<CatalogEdit> = fc.oneof(
  fc.record({
    edit: fc.constant("option" as const),
    option: fc.constantFrom(device.on, device.off, "device_other_1"),
  }),
  settings.map((each) => ({ edit: "add" as const, ...each })),
  settings.map((each) => ({ edit: "replace" as const, ...each })),
);

const groups = [
  seeded.groups.windowsDevices,
  seeded.groups.kiosks,
  seeded.groups.helpdesk,
  seeded.groups.everyone,
];
const filter = fc.constantFrom<Record<string, string>[]>({}, {}, filtered("include"), filtered("exclude"));
const target: fc.Arbitrary<GraphTarget> = fc.oneof(
  fc.tuple(fc.constantFrom(...groups), filter).map(([groupId, filter]) => ({
    "@odata.type": type("groupAssignmentTarget"),
    groupId,
    ...filter,
  })),
  fc.constantFrom(...groups).map((groupId) => ({
    "@odata.type": type("exclusionGroupAssignmentTarget"),
    groupId,
  })),
  fc
    .tuple(fc.constantFrom("allDevicesAssignmentTarget", "allLicensedUsersAssignmentTarget"), filter)
    .map(([name, filter]) => ({ "@odata.type": type(name), ...filter })),
);

function filtered(mode: string): Record<string, string> {
  return {
    deviceAndAppManagementAssignmentFilterId: seeded.assignmentFilters.corporate,
    deviceAndAppManagementAssignmentFilterType: mode,
  };
}

const targets = fc.uniqueArray(target, {
  maxLength: 4,
  selector: ({ groupId, "@odata.type": of }) => groupId ?? of,
});

const apps = fc.constantFrom<App[]>("service", "client");
const integrated = "WindowsAzureActiveDirectoryIntegratedApp";
const principalChange = fc.constantFrom<Record<string, unknown>[]>(
  { accountEnabled: false },
  { tags: [] },
  { tags: ["HideApp"] },
  { tags: [integrated, "HideApp"] },
  { tags: [integrated, "OurOwn"] },
  { notes: "Ours", appRoleAssignmentRequired: true },
);
const scopes = fc.constantFrom(
  "",
  "User.Read",
  "user_impersonation",
  "Directory.Read.All User.Read",
  "a b c",
);

const common: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: policyChange.map((change) => ({ what: "policy" as const, change })) },
  { weight: 1, arbitrary: fc.constant({ what: "delete policy" as const }) },
  { weight: 5, arbitrary: targets.map((each) => ({ what: "assign" as const, targets: each })) },
  {
    weight: 2,
    arbitrary: fc.record({ what: fc.constant("principal" as const), app: apps, change: principalChange }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      what: fc.constant("delete principal" as const),
      app: fc.constantFrom<(App | "directory")[]>("service", "client", "service", "client", "directory"),
    }),
  },
  { weight: 2, arbitrary: fc.record({ what: fc.constant("grant" as const), of: apps, scope: scopes }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant("delete grant" as const), of: apps }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom<Act[]>(
      { what: "rename group", group: seeded.groups.windowsDevices, displayName: "Windows computers" },
      { what: "rename group", group: seeded.groups.kiosks, displayName: "KIOSKS" },
      { what: "delete group", group: seeded.groups.kiosks },
      { what: "second group", displayName: "Windows devices" },
      { what: "group recreated", group: seeded.groups.windowsDevices },
      { what: "group recreated", group: seeded.groups.kiosks },
    ),
  },
);

const custom: fc.Arbitrary<Act> = fc
  .array(omaEdit, { minLength: 1, maxLength: 3 })
  .map((edits) => ({ what: "oma settings" as const, edits }));

const catalog: fc.Arbitrary<Act> = fc
  .array(catalogEdit, { minLength: 1, maxLength: 2 })
  .map((edits) => ({ what: "catalog settings" as const, edits }));

const script: fc.Arbitrary<Act> = fc.oneof(
  fc
    .oneof(
      fc.record({ displayName: names }),
      fc.record({ description: texts }),
      fc.constantFrom<Record<string, unknown>[]>(
        { runAs32Bit: true },
        { enforceSignatureCheck: true },
        { detectionScriptContent: Buffer.from("exit 0").toString("base64") },
      ),
    )
    .map((change) => ({ what: "script" as const, change })),
  fc.constant({ what: "delete script" as const }),
  fc
    .tuple(targets, fc.integer({ min: 1, max: 3 }))
    .map(([each, interval]) => ({ what: "assign script" as const, targets: each, interval })),
);

/** Which of the parts that not every stack has can be tampered with. */
export type Deployed = { readonly kind: "custom" | "settingsCatalog"; readonly script: boolean };

/** What an administrator does between a deployment and a scan: the same seed gives the same. */
export function tamperingOf(seed: number, deployed: Deployed): readonly Act[] {
  const settings = deployed.kind === "custom" ? custom : catalog;
  const one = fc.oneof(
    { weight: 4, arbitrary: common },
    { weight: 3, arbitrary: settings },
    ...(deployed.script ? [{ weight: 1, arbitrary: script }] : []),
  );
  const [acts = []] = fc.sample(fc.array(one, { minLength: 1, maxLength: 3, size: "max" }), {
    seed,
    numRuns: 1,
  });
  return acts;
}
