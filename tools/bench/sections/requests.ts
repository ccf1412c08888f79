import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Tenant } from "../../../tenant/server.ts";
import { repository } from "../measure.ts";
import type { Section } from "../results.ts";
import { type Benched, moduleUrl, onStage, type Stage } from "../stage.ts";

const execute = promisify(execFile);
const name = "bench";

/**
 * A step of a stack's life: what is counted is its round trips to Graph. `least` is the fewest that Graph's API
 * allows the Intune part: what depends on a response cannot travel with the request for it.
 */
type Step = {
  readonly what: string;
  readonly least: number;
  readonly why: string;
  prepare?(): Promise<void>;
  act(): Promise<void>;
};

/** Exact counts of round trips, by the tenant's own log. */
export function measureRequests(): Promise<Section> {
  return onStage(async (stage) => {
    const rows: (string | number)[][] = [];
    for (const step of [...(await ownSteps(stage)), ...(await importSteps(stage)), resetStep(stage.tenant)]) {
      await step.prepare?.();
      stage.tenant.requests.clear();
      await step.act();
      const count = (client: string) => stage.tenant.requests.graph(client).length;
      const ours = count("pulumi-intune/") + count("pin-reset/");
      rows.push([step.what, ours, step.least, count("pulumi-azuread"), step.why]);
    }
    return {
      id: "requests",
      title: "Round trips to Graph",
      how: "As the tenant counted them; a `$batch` is one. Sign-ins are not counted: one for each process.",
      columns: ["what", "ours", "least possible", "azuread's", "why not fewer"],
      rows,
      targets: [],
    };
  });
}

async function ownSteps({ tenant, ownStack }: Stage): Promise<Step[]> {
  const stack = await ownStack();
  const up = () => stack.pulumi(["up", "--yes", "--skip-preview"]);
  const set = (key: string, value: string) =>
    stack.pulumi(["config", "set", "--path", `pin-reset:${key}`, value]);
  return [
    {
      what: "create",
      least: 5,
      why: "the lookups; the tenant's policies, which are in beta; the search for a profile of that name, the profile, its assignments",
      act: up,
    },
    {
      what: "preview without drift",
      least: 2,
      why: "the lookups, the reads",
      act: () => stack.pulumi(["preview"]),
    },
    { what: "`up` without a change", least: 2, why: "the lookups, the reads", act: up },
    {
      what: "rename the profile",
      least: 3,
      why: "the lookups, the refresh, the change",
      prepare: () => set("profile.displayName", "Renamed"),
      act: up,
    },
    {
      what: "assign another group",
      least: 3,
      why: "the lookups, the refresh, the change",
      prepare: () => set("assignments.excludedGroups[0]", "Kiosks"),
      act: up,
    },
    {
      what: "drift check that finds drift",
      least: 2,
      why: "the lookups, the reads",
      prepare: () => tamper(tenant),
      act: () => stack.pulumi(["preview", "--expect-no-changes"], 7),
    },
    { what: "heal", least: 3, why: "the lookups, the refresh, the change", act: up },
    {
      what: "destroy",
      least: 3,
      why: "the refresh; the assignments, then the profile, since the engine orders them",
      act: () => stack.pulumi(["destroy", "--yes", "--skip-preview"]),
    },
  ];
}

async function importSteps({ tenant, stackOf }: Stage): Promise<Step[]> {
  const stack = await stackOf(
    `import { WindowsCustomConfiguration } from "${moduleUrl("intune", "sdk.ts")}";
new WindowsCustomConfiguration("profile", {
  displayName: "${name}",
  omaSettings: [{ displayName: "b", omaUri: "./Device/B", type: "Boolean", value: true }],
});
`,
  );
  const importBy = (id: () => string) => () => importProfile(stack, id());
  return [
    {
      what: "import a profile by its id",
      least: 1,
      why: "the profile",
      prepare: () => makeByHand(tenant),
      act: importBy(() => idOf(tenant)),
    },
    {
      what: "import it by its name",
      least: 1,
      why: "the list by name has all of it",
      prepare: () => stack.pulumi(["state", "delete", "--all", "--yes"]),
      act: importBy(() => `name:${name}`),
    },
  ];
}

function importProfile(stack: Benched, id: string): Promise<void> {
  const options = ["--yes", "--skip-preview", "--protect=false", "--generate-code=false"];
  return stack.pulumi(["import", "intune:index:WindowsCustomConfiguration", "profile", id, ...options]);
}

function resetStep(tenant: Tenant): Step {
  return {
    what: "`pin-reset reset` of one device by its name",
    least: 4,
    why: "the device, what it showed before, the reset, its result",
    async prepare() {
      tenant.state.settings.passcodeDelayMilliseconds = 1;
    },
    async act() {
      const args = [
        join(repository, "cli", "pin-reset.js"),
        "reset",
        "PHONE-01",
        "--yes",
        "--output",
        "json",
      ];
      await execute(process.execPath, args, { env: { ...process.env, ...tenant.env } });
    },
  };
}

function profileNamed({ state }: Tenant, wanted: string) {
  const found = state.deviceConfigurations.all().find(({ displayName }) => displayName === wanted);
  if (found === undefined) {
    throw new Error(`the tenant has no profile ${wanted}`);
  }
  return found;
}

const idOf = (tenant: Tenant) => profileNamed(tenant, name).id;

async function tamper(tenant: Tenant): Promise<void> {
  tenant.state.deviceConfigurations.change(profileNamed(tenant, "Renamed").id, { description: "tampered" });
}

async function makeByHand(tenant: Tenant): Promise<void> {
  await tenant.asAdministrator("POST", "/v1.0/deviceManagement/deviceConfigurations", {
    "@odata.type": "#microsoft.graph.windows10CustomConfiguration",
    displayName: name,
    omaSettings: [
      {
        "@odata.type": "#microsoft.graph.omaSettingBoolean",
        displayName: "b",
        omaUri: "./Device/B",
        value: true,
      },
    ],
  });
}
