import { seeded } from "../../../tenant/seed/ids.ts";
import type { Cost } from "../measure.ts";
import { rounded, type Section } from "../results.ts";
import { moduleUrl } from "../stage.ts";

/** Stacks of one provider alone, whose chains are compared with the dev stack's. */
export const alone = {
  intune: `import { DeviceConfigurationAssignments, WindowsCustomConfiguration } from "${moduleUrl("intune", "sdk.ts")}";
const profile = new WindowsCustomConfiguration("profile", {
  displayName: "latency",
  omaSettings: [{ displayName: "b", omaUri: "./Device/B", type: "Boolean", value: true }],
});
new DeviceConfigurationAssignments("assigned", { configurationId: profile.id, targets: [{ type: "allDevices" }] });
`,
  azuread: `import { PinResetConsent } from "${moduleUrl("components", "consent.ts")}";
import { azureadTenant } from "${moduleUrl("lookups", "signed-in-tenant.ts")}";
await azureadTenant();
new PinResetConsent("consent", {
  clientScopes: ["user_impersonation"],
  serviceScopes: ["User.Read"],
  directoryObjectId: "${seeded.principals.directory}",
});
`,
} as const;

/** The costs of a drift check, by the delay of each request. */
export type CostsByDelay = ReadonlyMap<number, Cost>;

/** How many requests of a drift check wait for one another: what a delay adds to it, over the delay. */
export function chainOf(costs: CostsByDelay): number {
  const longest = Math.max(...costs.keys());
  const at = (delay: number) => costs.get(delay)?.milliseconds ?? Number.NaN;
  return (at(longest) - at(0)) / longest;
}

/** The table of the chains. */
export function chainSection(
  stacks: Readonly<Record<"dev" | "typed" | keyof typeof alone, CostsByDelay>>,
): Section {
  const delays = [...stacks.dev.keys()];
  const row = (what: string, costs: CostsByDelay) => [
    what,
    ...delays.map((delay) => rounded(costs.get(delay)?.milliseconds ?? Number.NaN)),
    rounded(chainOf(costs), 1),
  ];
  return {
    id: "chain",
    title: "The longest chain of requests",
    how:
      "`pulumi preview` of the dev stack and of stacks of one provider, medians of the same turns as above. The chain is " +
      `what ${Math.max(...delays)} ms a request add to a check, over those: how many requests wait for one another.`,
    columns: ["what", ...delays.map((delay) => `ms at ${delay}`), "chain"],
    rows: [
      row("the dev stack: ours and azuread's", stacks.dev),
      row("the dev stack by `npm run pulumi -- preview`", stacks.typed),
      row("a stack of the Intune plugin alone", stacks.intune),
      row("a stack of azuread alone", stacks.azuread),
    ],
    targets: [
      {
        what: "our own chain: the token, then one batch",
        atMost: 2.25,
        measured: rounded(chainOf(stacks.intune), 2),
      },
      {
        what: "ours beside azuread's, not after: the dev stack's chain, over azuread's own",
        atMost: 1.25,
        measured: rounded(chainOf(stacks.dev) / chainOf(stacks.azuread), 2),
      },
    ],
  };
}
