/** A pipeline's run: `drift` looks at a stack without changing anything, `deploy` brings it to what is declared. */
export type PipelineRun = "drift" | "deploy";

/** The runs that make a call of Microsoft Graph, and what the stack must have for them to. */
export type CallRuns = {
  readonly runs: readonly PipelineRun[];
  readonly onlyFor?: "encrypted settings" | "the onboarding" | "readiness";
};

const bothRuns = ["drift", "deploy"] as const;

const callRuns = {
  "read the plain text of an encrypted OMA setting": { runs: bothRuns, onlyFor: "encrypted settings" },
  "read device configurations and their assignments": { runs: bothRuns },
  "create, change, assign and delete device configurations": { runs: ["deploy"] },
  "read remediation scripts and what devices report of them": { runs: bothRuns, onlyFor: "readiness" },
  "create, change, assign and delete remediation scripts": { runs: ["deploy"], onlyFor: "readiness" },
  "read settings catalog policies and their assignments": { runs: bothRuns },
  "create, change, assign and delete settings catalog policies": { runs: ["deploy"] },
  "read Endpoint security policies of the old kind (intents)": { runs: bothRuns },
  "read requests for the approval of a second administrator": { runs: [] },
  "read the enrolment policies": { runs: [] },
  "reset a device's passcode": { runs: [] },
  "read managed devices": { runs: [] },
  "read assignment filters": { runs: [] },
  "read Intune's audit events": { runs: ["drift"] },
  "read service principals": { runs: bothRuns },
  "create and change service principals": { runs: ["deploy"], onlyFor: "the onboarding" },
  "read delegated permission grants": { runs: bothRuns },
  "create, change and delete delegated permission grants": { runs: ["deploy"], onlyFor: "the onboarding" },
  "read groups": { runs: bothRuns },
  "read the organization": { runs: [] },
  "read the federation of domains": { runs: [] },
  "read domains": { runs: [] },
  "evaluate Conditional Access for a sign-in": { runs: [] },
  "read which users have registered authentication methods": { runs: [] },
  "read the sign-in log": { runs: [] },
  "read Entra's recommendations": { runs: [] },
} as const satisfies Record<string, CallRuns>;

/** A call of Microsoft Graph by its name in the table of permissions: one that is not above fails to compile. */
export type ProjectCall = keyof typeof callRuns;

/** The runs of a pipeline that make a call. */
export function runsOf(call: ProjectCall): CallRuns {
  return callRuns[call];
}

/** What a run of a pipeline does beside what every run does. */
export type PipelineWork = {
  /** Whether it reads the plain text of encrypted settings. */
  encryptedSettings: boolean;
  /** Whether it makes or changes the service principals and the grants, which an onboarding does once. */
  onboarding: boolean;
  /** Whether the stack has the remediation script of `readiness`. */
  readiness: boolean;
};

/**
 * The application permissions that a pipeline's run needs, sorted: those of the calls that it makes, without a
 * permission to read where the one to write, which holds it, is among them.
 *
 * @param calls Every call, and the application permission that allows it.
 */
export function pipelinePermissions(
  run: PipelineRun,
  work: PipelineWork,
  calls: readonly { readonly call: ProjectCall; readonly application: string }[],
): string[] {
  const isDone: Record<NonNullable<CallRuns["onlyFor"]>, boolean> = {
    "encrypted settings": work.encryptedSettings,
    "the onboarding": work.onboarding,
    readiness: work.readiness,
  };
  const made = calls.filter(({ call }) => {
    const { runs, onlyFor } = runsOf(call);
    return runs.includes(run) && (onlyFor === undefined || isDone[onlyFor]);
  });
  const needed = new Set(made.map(({ application }) => application));
  const isHeld = (name: string) =>
    name.includes(".Read.") && needed.has(name.replace(".Read.", ".ReadWrite."));
  return [...needed].filter((name) => !isHeld(name)).sort();
}
