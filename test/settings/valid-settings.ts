import fc from "fast-check";

const group = fc.string({ minLength: 1 }).filter((name) => name.trim() !== "");
const filter = fc.record({ id: fc.uuid(), mode: fc.constantFrom("include", "exclude") });
const names = (entry: fc.Arbitrary<string>) =>
  fc.uniqueArray(entry, { selector: (name) => name.toLowerCase(), maxLength: 5 });

const named = {
  displayName: group,
  description: fc.string(),
  scope: fc.constantFrom("device", "user"),
};

/** Settings of a stack that are right, as they may be written. */
export const validSettings = fc.record(
  {
    tenantId: fc.uuid(),
    consent: fc.record(
      { clientScopes: names(fc.constantFrom("a", "b.C", "d_e")), directoryAppId: fc.uuid() },
      { requiredKeys: [] },
    ),
    profile: fc.oneof(
      fc.record(
        {
          kind: fc.constant("custom"),
          ...named,
          webSignInAllowedUrls: names(fc.domain()),
        },
        { requiredKeys: [] },
      ),
      fc.record({ kind: fc.constant("settingsCatalog"), ...named }, { requiredKeys: ["kind"] }),
    ),
    assignments: fc.record(
      {
        groups: fc.uniqueArray(fc.record({ group, filter }, { requiredKeys: ["group"] }), {
          selector: (entry) => entry.group.toLowerCase(),
          minLength: 1,
          maxLength: 5,
        }),
        allUsers: fc.oneof(fc.boolean(), fc.record({ filter })),
      },
      { requiredKeys: ["groups"] },
    ),
  },
  { requiredKeys: ["assignments"] },
);

const resourceGroup = fc.stringMatching(/^[\w()-]{1,90}$/);
const location = fc.constantFrom("westeurope", "North Europe");
const runs = fc.oneof(
  fc.record({ environment: fc.constantFrom("production", "a:b") }),
  fc.record({ branch: fc.constantFrom("main", "release/1") }),
);

/** The parts that are off unless given, each right by itself. */
export const validParts = fc.record(
  {
    passcodeVault: fc.record(
      {
        name: fc.stringMatching(/^[a-z][a-z\d]{2,23}$/),
        resourceGroup,
        location,
        writers: names(group).filter((writers) => writers.length > 0),
        softDeleteRetentionInDays: fc.integer({ min: 7, max: 90 }),
        allowedIpRanges: names(fc.constantFrom("203.0.113.7", "198.51.100.0/24")),
      },
      { requiredKeys: ["name", "resourceGroup", "location", "writers"] },
    ),
    pipelineIdentity: fc.record({
      resourceGroup,
      location,
      github: fc.record({ repository: fc.constantFrom("o/n", "o@1/n@2"), deploy: runs, drift: runs }),
    }),
  },
  { requiredKeys: [] },
);
