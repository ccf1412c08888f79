import fc from "fast-check";
import { expect, it } from "vitest";
import { FleetError } from "../../../fleet/errors.ts";
import { readFleet } from "../../../fleet/file/read.ts";
import { fleetOf, ids, issuesOf, writeFleet } from "./support.ts";

const signsIn = "signs in, which belongs under credential: a secret must not stand in this file";
const looksSecret =
  "looks like a secret, which must not stand in this file: set it for its stack, with `pulumi config set --secret`";

it.each([
  ["intune:clientSecret", signsIn],
  ["intune:clientCertificatePassword", signsIn],
  ["intune:oidcToken", signsIn],
  ["intune:oidcRequestToken", signsIn],
  ["intune:tenantId", signsIn],
  ["azuread:clientSecret", signsIn],
  ["azuread:clientCertificate", signsIn],
  ["azuread:useMsi", signsIn],
  ["azure-native:clientSecret", signsIn],
  ["other:adminPassword", looksSecret],
  ["other:api-key", looksSecret],
])("the setting %s is refused, as a secret of it would be in the file", async (key, reason) => {
  const text = fleetOf({ tenant: `settings: { '${key}': hunter2 }` });
  expect(await issuesOf(text)).toEqual([`fleet.yaml:4: tenants[0].settings.${key} ${reason}`]);
});

it("a value that is encrypted for one stack is refused in a file for many", async () => {
  const text = fleetOf({ tenant: "settings: { profile: { displayName: { secure: v1:abcdef } } }" });
  expect(await issuesOf(text)).toEqual([
    "fleet.yaml:4: tenants[0].settings.profile.displayName is encrypted for one stack, and this file is for all of them: " +
      "set it for its stack, with `pulumi config set --secret`",
  ]);
});

it("a secret that stands where its variable belongs is told, and not repeated", async () => {
  const head = `credential: { application: { clientId: ${ids.application}, secret: { variable: abc8Q~Kd.93-xyz } } }`;
  expect(await issuesOf(fleetOf({ head }))).toEqual([
    "fleet.yaml:1: credential.application.secret.variable must be the name of an environment variable, such as " +
      "FLEET_CLIENT_SECRET, and never the secret itself",
  ]);
});

/** Places of a fleet's file where a secret may be put by mistake: as a value, as a key, or in place of a mapping. */
const places: readonly ((secret: string) => string)[] = [
  (secret) => fleetOf({ head: `credential: ${secret}` }),
  (secret) => fleetOf({ head: `credential: { application: { clientId: ${secret} } }` }),
  (secret) => fleetOf({ head: `credential: { application: { clientId: x, secret: ${secret} } }` }),
  (secret) => fleetOf({ head: `credential: { application: { clientId: x, secret: { ${secret} } } }` }),
  (secret) => fleetOf({ head: `credential: { application: { clientId: x, secret: { ${secret}: 1 } } }` }),
  (secret) =>
    fleetOf({ head: `credential: { application: { clientId: x, secret: { variable: ${secret} } } }` }),
  (secret) => fleetOf({ head: `credential: { application: { clientId: x, secret: { value: ${secret} } } }` }),
  (secret) =>
    fleetOf({
      head: `credential: { application: { clientId: x, certificate: { pathVariable: ${secret} } } }`,
    }),
  (secret) => fleetOf({ head: `credential: { environment: ${secret} }` }),
  (secret) => fleetOf({ head: `webhooks: [{ kind: ${secret}, url: ${secret} }]` }),
  (secret) => fleetOf({ head: `webhooks: [{ kind: teams, url: { ${secret} } }]` }),
  (secret) => fleetOf({ head: `secretsProvider: ${secret}` }),
  (secret) => fleetOf({ head: `? ${secret}\n: 1` }),
  (secret) => fleetOf({ head: `clientSecret: ${secret}` }),
  (secret) => fleetOf({ head: `x: [${secret}` }),
  (secret) => fleetOf({ head: `x: *${secret.replaceAll('"', "")}` }),
  (secret) => fleetOf({ head: `x: ${secret}: 2` }),
  (secret) => fleetOf({ head: `- ${secret}` }),
  (secret) => fleetOf({ tenant: `settings: { 'intune:clientSecret': ${secret} }` }),
  (secret) => fleetOf({ tenant: `settings: { profile: { kind: ${secret}, scope: ${secret} } }` }),
  (secret) => fleetOf({ tenant: `settings: { profile: ${secret} }` }),
  (secret) => fleetOf({ tenant: `settings: ${secret}` }),
  (secret) => fleetOf({ tenant: `tags: ${secret}` }),
  (secret) => fleetOf({ tenant: `approval: { secure: ${secret} }` }),
  (secret) =>
    fleetOf({
      defaults: `{ assignments: { allUsers: ${secret} }, 'intune:retryTimeoutSeconds': ${secret} }`,
    }),
  (secret) => fleetOf({ defaults: `{ assignments: { allUsers: { secure: ${secret} } } }` }),
  (secret) =>
    fleetOf({ defaults: `{ 'azuread:${secret.replaceAll('"', "")}': 1, 'intune:clientSecret': 1 }` }),
];

/** As Entra makes them, and as people do. Each has a digit or a character that no name has. */
const secret = fc
  .tuple(
    fc.stringMatching(/^[A-Za-z0-9]{3}\dQ~[A-Za-z0-9._~-]{20,30}$/),
    fc.constantFrom(
      (text: string) => text,
      (text: string) => JSON.stringify(text),
    ),
  )
  .map(([text, quote]) => ({ text, written: quote(text) }));

it("no issue repeats what could be a secret, wherever in the file it stands", async () => {
  await fc.assert(
    fc.asyncProperty(secret, fc.constantFrom(...places), async ({ text, written }, place) => {
      const error: unknown = await readFleet(await writeFleet(place(written))).catch(
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(FleetError);
      expect(JSON.stringify([String(error), error])).not.toContain(text);
    }),
    { numRuns: 300 },
  );
});
