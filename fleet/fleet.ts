/** How a tenant is signed in to. Secrets are named by the variable that holds them, and never stand in the file. */
export type FleetCredential =
  | { readonly kind: "clientSecret"; readonly clientId: string; readonly secretVariable: string }
  | {
      readonly kind: "certificate";
      readonly clientId: string;
      /** The variable that holds the path of a PEM or PFX file. */
      readonly pathVariable: string;
      readonly passwordVariable: string | undefined;
    }
  | {
      /** The application trusts a managed identity of its home tenant (a federated credential): there is no secret. */
      readonly kind: "managedIdentity";
      readonly clientId: string;
      /** The client id of a user-assigned identity; undefined for the machine's only one. */
      readonly identityClientId: string | undefined;
    }
  | {
      /** The ARM_* variables that Pulumi's own providers read, as they are, with the tenant's id added. */ readonly kind: "environment";
    };

/** Tenants that are run together. */
export type Ring = {
  readonly name: string;
  /** How many of its tenants run at once. */
  readonly concurrency: number;
  /** How many of its tenants may fail; one more halts the plan. */
  readonly maxFailures: number;
  /** Whether a person must approve before it starts. */
  readonly approval: boolean;
};

/** One tenant of the fleet. */
export type FleetTenant = {
  readonly name: string;
  /** In lower case. */
  readonly tenantId: string;
  readonly ring: string;
  readonly tags: readonly string[];
  /** The stack whose state it is; the tenant's name unless it is given. */
  readonly stack: string;
  /**
   * The stack's settings by their whole key (`pin-reset:assignments`): the fleet's defaults, over them those of `Pulumi.<stack>.yaml`
   * in the project's folder, over them the tenant's own. A mapping is merged key by key; a list or any other value replaces what is
   * below it. A key that is encrypted in the stack's file is not among them and stays in that file. `<project>:tenantId` is
   * always the tenant's own.
   */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly credential: FleetCredential;
};

/** What a fleet.yaml says, checked, with every default filled in. */
export type Fleet = {
  /** The absolute path of the file. */
  readonly file: string;
  /** The project's folder, absolute; the file's own folder unless it says another. */
  readonly project: string;
  /** Where stacks that are new get their secrets provider: as `pulumi stack init --secrets-provider` takes it; undefined for the backend's default. */
  readonly secretsProvider: string | undefined;
  /** In order. */
  readonly rings: readonly Ring[];
  readonly tenants: readonly FleetTenant[];
  readonly webhooks: readonly Webhook[];
};

/** Where a run's message is posted. The URL is often a secret itself, so it stands in a variable. */
export type Webhook = { readonly kind: "teams" | "slack" | "generic"; readonly urlVariable: string };
