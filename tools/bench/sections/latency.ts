import type { Fault } from "../../../tenant/control/faults.ts";
import { median, timed } from "../measure.ts";
import { type Effort, rounded, type Section } from "../results.ts";
import { type Benched, moduleUrl, onStage, type Stage } from "../stage.ts";

/**
 * Drift checks while every request takes longer. How much longer the check takes, over the latency, is how many
 * requests follow one another on its longest chain.
 */
export function measureLatency({ quick }: Effort): Promise<Section> {
  return onStage(async (stage) => {
    const turns = quick ? 1 : 7;
    const stacks = {
      "the dev stack: ours and azuread's": await stage.ownStack(),
      "a stack of the Intune plugin alone": await stage.stackOf(intuneAlone),
      "a stack of azuread alone": await stage.stackOf(azureadAlone),
    };
    const rows: (string | number)[][] = [];
    const chains = new Map<string, number>();
    for (const [what, stack] of Object.entries(stacks)) {
      const times = await underLatency(stack, turns, stage);
      const chain = (times.at400 - times.at0) / 400;
      chains.set(what, chain);
      rows.push([what, rounded(times.at0), rounded(times.at100), rounded(times.at400), rounded(chain, 1)]);
    }
    const [dev = 0, ours = 0, azuread = 0] = chains.values();
    return {
      id: "latency",
      title: "A slow Graph",
      how:
        "Drift checks with 0, 100 and 400 ms on every request to sign-in and Graph; medians in turns. The chain is what " +
        "400 ms a request add to a check, over 400 ms: how many requests wait for one another.",
      columns: ["what", "ms at 0", "ms at 100", "ms at 400", "chain"],
      rows,
      targets: [
        { what: "our own chain: the token, then one batch", atMost: 2.25, measured: rounded(ours, 2) },
        {
          what: "ours beside azuread's, not after: the dev stack's chain, over azuread's own",
          atMost: 1.25,
          measured: rounded(dev / azuread, 2),
        },
      ],
    };
  });
}

/**
 * Each request to sign-in and Graph once: a `$batch` as a whole, since its steps share its way. The documents that
 * describe a cloud and its sign-in are asked of a private cloud alone.
 */
const slowed: readonly Fault["match"][] = [
  { path: "/oauth2/v2.0/token" },
  { path: "/\\$batch$" },
  { path: "^/(v1\\.0|beta)/", userAgent: "pulumi-azuread" },
];

type Times = { readonly at0: number; readonly at100: number; readonly at400: number };

async function underLatency(stack: Benched, turns: number, { tenant }: Stage): Promise<Times> {
  await stack.pulumi(["up", "--yes", "--skip-preview"]);
  const times = new Map<number, number[]>([0, 100, 400].map((milliseconds) => [milliseconds, []]));
  for (let turn = 0; turn < turns; turn++) {
    for (const [milliseconds, measured] of times) {
      tenant.faults.clear();
      for (const match of milliseconds > 0 ? slowed : []) {
        tenant.faults.add({ match, count: "always", effect: { kind: "latency", milliseconds } });
      }
      measured.push(await timed(() => stack.pulumi(["preview"])));
    }
  }
  tenant.faults.clear();
  await stack.pulumi(["destroy", "--yes", "--skip-preview"]);
  // azuread keeps both principals: the next stack finds them, and takes them over.
  const of = (milliseconds: number) => median(times.get(milliseconds) ?? []);
  return { at0: of(0), at100: of(100), at400: of(400) };
}

const intuneAlone = `import { DeviceConfigurationAssignments, WindowsCustomConfiguration } from "${moduleUrl("intune", "sdk.ts")}";
const profile = new WindowsCustomConfiguration("profile", {
  displayName: "latency",
  omaSettings: [{ displayName: "b", omaUri: "./Device/B", type: "Boolean", value: true }],
});
new DeviceConfigurationAssignments("assigned", { configurationId: profile.id, targets: [{ type: "allDevices" }] });
`;

const azureadAlone = `import * as pulumi from "@pulumi/pulumi";
import { PinResetConsent } from "${moduleUrl("components", "consent.ts")}";
import { getServicePrincipal } from "@pulumi/azuread/getServicePrincipal.js";
import { parseSettings } from "${moduleUrl("settings.ts")}";
const settings = parseSettings({ [pulumi.getProject() + ":assignments"]: '{"groups":["Windows devices"]}' });
const { objectId } = await getServicePrincipal({ clientId: settings.consent.directoryAppId });
new PinResetConsent("consent", { ...settings.consent, directoryObjectId: objectId });
`;
