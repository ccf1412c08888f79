/** When people meet an error, in this order. docs/troubleshooting.md has a section for each. */
export const stages = {
  settings: "The settings of a stack",
  signIn: "Signing in",
  network: "Reaching Microsoft Graph",
  graph: "Calls that Microsoft Graph refuses",
  firstUp: "The first `pulumi up`: what the settings name, and what the tenant has already",
  intune: "Profiles and assignments in `preview`, `up` and `import`",
  provider: "The Intune provider and the engine",
  pulumi: "Running the Pulumi CLI",
  commandLine: "The command line of `pin-reset`",
  init: "pin-reset init",
  consent: "pin-reset consent",
  adopt: "pin-reset adopt",
  doctor: "pin-reset doctor",
  readiness: "pin-reset readiness",
  drift: "pin-reset drift",
  reset: "pin-reset reset",
  bulkReset: "pin-reset reset --from",
  vault: "pin-reset reset --vault",
  fleet: "pin-reset fleet",
} as const;

type Stage = keyof typeof stages;

/** How docs/troubleshooting.md explains a code. `looksLike` is the message, with `<...>` for what differs. */
export type CodeEntry = {
  readonly stage: Stage;
  readonly looksLike: string;
  readonly why: string;
  readonly whatToDo: string;
};

/** A room's codes. The type of a code is made of the keys, so that a code without an entry does not compile. */
export type CodeTable = Readonly<Record<string, CodeEntry>>;
