/** How a documented command is run in the tests, or why it is not. */
export type Plan = {
  readonly command: RegExp;
  /** Options that answer a prompt. */
  readonly answer?: string;
  /** What is typed at its prompts. */
  readonly input?: string;
  /** The exit codes that it may have; 0 by default. */
  readonly codes?: readonly number[];
  readonly notHere?: string;
};

const withoutNpm = "starts what `npm run` starts; test/pulumi-cli/main.test.ts runs it";
const account = "needs an account that the embedded tenant does not play";
const person = "needs a person; test/cli/commands/login.test.ts has one";
const form = "is the form of the command";
const answered = "asks at a terminal; test/cli/commands/reset-terminal.test.ts answers";
const checkout = "is what every other test was started after";
const before = "runs before each change is accepted";
const generated = "writes into docs/; the tests compare the page with what this would write";
const azureParts = "makes resources in Azure; test/engine/azure.test.ts goes up with the same settings";
const unread = "needs a stack with encrypted values; test/engine/unread-values.test.ts has one";

const fleet = "needs a fleet of tenants; tools/demo-fleet and test/fleet/commands run it";
const left = "is with a name left open; test/engine/operations.test.ts runs it with one";
const containers = "needs a container runtime or a cluster, which the tests do not have";

const writesHome = "writes a configuration file; test/cli/commands/config.test.ts does so";
const unreleased = "needs a release; test/engine/package/plugin-archive.test.ts installs from a server";
const madeElsewhere = "test/engine/package/release.test.ts makes it";

const inShell = "is for the embedded tenant's shell; test/engine/try-it.test.ts types it there";

/** The form at the top of the page of a command of the companion. */
const synopsis: Plan = { command: /\[options\]$/, notHere: form };

/**
 * Every command of a document must match one of its document's plans; the first that matches counts, and each must be
 * the first for some command. The last ones change the settings of the stack that the others run on.
 */
export const plans: Readonly<Record<string, readonly Plan[]>> = {
  "README.md": [
    { command: /^npm ci/, notHere: checkout },
    { command: /^npm run --silent demo$/, notHere: "takes half a minute; test/engine/demo.test.ts runs it" },
    { command: /^npm run --silent tenant -- shell$/, notHere: inShell },
    { command: /^pulumi up --yes$|-- tamper assignment$|^pin-reset drift$/, notHere: inShell },
    {
      command: /^npm run demo:fleet$/,
      notHere: "takes minutes; test/engine/demo-fleet.test.ts runs a short form",
    },
    { command: /^export ARM_/, notHere: account },
    { command: /-- login$/, notHere: account },
    { command: /-- COMMAND$/, notHere: form },
    { command: /-- init$/, notHere: "asks at a terminal; test/cli/commands/init-terminal.test.ts answers" },
    { command: /stack init prod$/ },
    { command: /config set --path/ },
    { command: /-- preview$/ },
    { command: /-- up$/, answer: "--yes" },
    { command: /-- preview --expect-no-changes$/ },
    { command: /-- doctor$/, codes: [0, 7] },
    { command: /-- adopt( --apply)?$/ },
    { command: /package get-schema \.\/intune$/ },
    { command: /-- reset PHONE-01$/, answer: "--yes --show" },
  ],
  "deploy/README.md": [
    { command: /pulumi -- cancel/, notHere: left },
    { command: /^(docker|kubectl|mkdir|openssl|cp) /, notHere: containers },
  ],
  "docs/fleets.md": [
    { command: /run bench -- fleet$/, notHere: "takes minutes, and measures" },
    {
      command: /^npm run demo:fleet$/,
      notHere: "takes minutes; test/engine/demo-fleet.test.ts runs a short form",
    },
    {
      command: /^npm run tenant -- --tenants 8$/,
      notHere: "runs until Ctrl-C; test/engine/tenant.test.ts plays it",
    },
    { command: /^(az |--web-redirect-uris |read )/, notHere: account },
    { command: /pin-reset -- fleet /, notHere: fleet },
    { command: /pulumi -- (cancel|up) --stack NAME$/, notHere: left },
    {
      command: /pulumi -- config refresh --stack NAME$/,
      notHere: "is with a name left open, and would write over a stack's settings",
    },
    { command: /-- doctor$/, codes: [0, 7] },
  ],
  "docs/sign-in.md": [
    { command: /^az login/, notHere: account },
    { command: /-- setup-app .*--apply$/, answer: "--yes" },
    { command: /-- login --/, notHere: person },
    {
      command: /^npm install --no-save/,
      notHere:
        "needs what its native part is downloaded from; test/cli/commands/login.test.ts stands in for it",
    },
    { command: /-- doctor$/, codes: [0, 7] },
  ],
  "docs/cli.md": [
    { command: /-- COMMAND$/, notHere: form },
    { command: /-- devices --query/ },
    { command: /-- config$/ },
    { command: /-- config set/, notHere: writesHome },
  ],
  "docs/cli/init.md": [
    synopsis,
    { command: /-- init$/, notHere: "asks at a terminal; test/cli/commands/init-terminal.test.ts answers" },
    {
      command: /-- init --yes /,
      notHere: "writes a stack's settings, which are there; test/engine/init.test.ts has a new one",
    },
  ],
  "docs/cli/devices.md": [synopsis, { command: /pin-reset -- devices/ }],
  "docs/cli/doctor.md": [synopsis, { command: /pin-reset -- doctor/, codes: [0, 7] }],
  "docs/cli/readiness.md": [
    synopsis,
    {
      command: /--devices/,
      notHere: "needs the script; test/cli/commands/readiness.test.ts has what it reports",
    },
    { command: /pin-reset -- readiness/, codes: [0, 7] },
  ],
  "docs/cli/audit.md": [synopsis, { command: /pin-reset -- audit/ }],
  "docs/cli/drift.md": [
    synopsis,
    { command: /--heal$/, answer: "--yes" },
    { command: /pin-reset -- drift/, codes: [0, 7] },
  ],
  "docs/cli/consent.md": [
    synopsis,
    { command: /--open/, notHere: "opens a browser; test/cli/commands/consent.test.ts gives it one" },
    { command: /pin-reset -- consent$/ },
  ],
  "docs/cli/adopt.md": [
    synopsis,
    { command: /--profile/, notHere: "has an id of no profile here; test/engine/adopt.test.ts has one" },
    { command: /pin-reset -- adopt/ },
  ],
  "docs/cli/login.md": [synopsis, { command: /-- login --/, notHere: person }],
  "docs/cli/logout.md": [
    synopsis,
    {
      command: /-- logout$/,
      notHere: "would sign out who runs the tests; test/cli/commands/login.test.ts does",
    },
  ],
  "docs/cli/setup-app.md": [
    synopsis,
    { command: /^az login$/, notHere: account },
    { command: /--apply$/, answer: "--yes" },
    { command: /pin-reset -- setup-app$/ },
  ],
  "docs/cli/whoami.md": [synopsis, { command: /^az login$/, notHere: account }, { command: /-- whoami/ }],
  "docs/cli/fleet.md": [synopsis, { command: /pin-reset -- fleet /, notHere: fleet }],
  "docs/cli/completion.md": [synopsis, { command: /-- completion bash/ }],
  "docs/cli/config.md": [
    synopsis,
    { command: /-- config (?:set|unset)/, notHere: writesHome },
    { command: /-- config/ },
  ],
  "docs/cli/reset.md": [
    synopsis,
    { command: /-- reset$/, notHere: answered },
    { command: /--vault contoso-passcodes$/ },
    { command: /--user sam@contoso\.example --dry-run$/, codes: [0, 3] },
    { command: /reset SN000001/, codes: [0, 3] },
    { command: /-- reset PHONE-01$/, answer: "--yes --show" },
    { command: /--resume PHONE-01$/, answer: "--show" },
    { command: /--from devices\.csv/ },
  ],
  "docs/pipelines/azure/README.md": [
    { command: /^cp -r docs\/pipelines\/azure pipelines$/ },
    { command: /-- up$/, notHere: azureParts },
    {
      command: /stack output pipelineIdentity$/,
      notHere: "needs the identities; test/engine/azure.test.ts runs it",
    },
  ],
  "docs/pipelines/github/README.md": [
    { command: /^mkdir -p \.github\/workflows$/ },
    { command: /^cp docs\/pipelines\/github\/\* \.github\/workflows\/$/ },
    { command: /-- up$/, notHere: azureParts },
    {
      command: /stack output pipelineIdentity$/,
      notHere: "needs the identities; test/engine/azure.test.ts runs it",
    },
  ],
  "docs/operations.md": [
    { command: /^node --run /, notHere: withoutNpm },
    { command: /^az /, notHere: account },
    { command: /-- login\b|my-organization|azurekeyvault:/, notHere: account },
    { command: /-- import azure-native:/, notHere: account },
    { command: /^git pull && npm ci$/, notHere: checkout },
    { command: /-- adopt( --apply)?$/ },
    { command: /change-secrets-provider passphrase$/, input: "another one\nanother one\n" },
    { command: /-- (preview|stack init|stack export|stack import|config set)\b/ },
    { command: /-- (cancel|up|destroy|stack rm|state unprotect)\b/, answer: "--yes" },
  ],
  "docs/try-it.md": [{ command: /./, notHere: inShell }],
  "docs/performance.md": [
    {
      command: /^(npm run|node --run) pulumi -- (preview|version)$/,
      notHere: "names what was measured, which `npm run bench` runs",
    },
  ],
  "docs/registry/installation-configuration.md": [{ command: /^pulumi plugin install/, notHere: unreleased }],
  "docs/releasing.md": [
    { command: /run release -- --dry-run$/, notHere: madeElsewhere },
    { command: /run changeset -- version$/, notHere: "writes the next version, of a release" },
  ],
  "docs/reliability.md": [
    {
      command: /run chaos(:fleet)? -- /,
      notHere: "takes minutes; test/engine/chaos.test.ts and fleet-chaos.test.ts play a few seeds",
    },
    {
      command: /run differential -- /,
      notHere: "takes minutes; test/engine/scan-agrees.test.ts has a short form",
    },
  ],
  "docs/troubleshooting.md": [
    { command: /^az /, notHere: account },
    { command: /./, notHere: "is the hint of an error, with what the error is about left open" },
  ],
  "CONTRIBUTING.md": [
    { command: /^npm ci$/, notHere: checkout },
    { command: /^npm (test|run check)\b/, notHere: before },
    { command: /run release -- --dry-run$/, notHere: madeElsewhere },
    { command: /run (bench|mutants|chaos|differential)\b/, notHere: "takes minutes to hours, and measures" },
    {
      command:
        /run (permissions|cli-docs|troubleshooting|settings-schema|fleet-file|performance-page|picture|api-docs)( -- (fleet|journeys))?$/,
      notHere: generated,
    },
    {
      command: /run temporal$/,
      notHere: "runs until Ctrl-C; test/engine/fleet-temporal.test.ts starts such a server",
    },
    {
      command: /run temporal-histories$/,
      notHere: "writes recorded histories, which test/fleet/temporal replays",
    },
    { command: /run sdks$/, notHere: "writes the SDKs; test/engine/package/sdks.test.ts makes them" },
    { command: /run (hooks|changeset)\b/, notHere: "alters the repository it is run in" },
  ],
  "docs/languages.md": [
    { command: /^pulumi new /, notHere: "makes a project; test/engine/package/templates.test.ts runs it" },
    { command: /^pulumi package add /, notHere: "writes an SDK; test/engine/package/yaml.test.ts runs it" },
    { command: /^npm run sdks/, notHere: "writes the SDKs; test/engine/package/sdks.test.ts makes them" },
    {
      command: /^pulumi plugin install .* --file /,
      notHere: "installs for the user; test/engine/package/program.ts unpacks the archive where it would",
    },
  ],
  "docs/packages.md": [
    { command: /^npm run test:dist/, notHere: before },
    {
      command: /^pulumi plugin install /,
      notHere: "needs a server; test/engine/package/plugin-archive.test.ts has one",
    },
  ],
  "docs/policies.md": [
    { command: /-- config (set|rm) / },
    { command: /-- preview$/ },
    { command: /-- up$/, answer: "--yes" },
    { command: /-- consent$/ },
    { command: /-- doctor$/, codes: [0, 7] },
  ],
  "docs/policy-pack.md": [
    { command: /-- preview --policy-pack policy$/ },
    { command: /-- up --policy-pack policy$/, answer: "--yes" },
  ],
  "docs/settings.md": [
    { command: /^az keyvault recover/, notHere: account },
    { command: /-- config set / },
    { command: /^INTUNE_READ_ENCRYPTED_VALUES=false .* preview$/, notHere: unread },
  ],
  "docs/clouds.md": [
    { command: /^az cloud set$/, notHere: account },
    { command: /-- config set / },
    { command: /-- consent --allow-undocumented-cloud$/ },
  ],
};
