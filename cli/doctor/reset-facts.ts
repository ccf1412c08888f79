import type { Fact } from "./finding.ts";

/** A setting of a policy of Intune, of whatever kind. */
export type PolicySetting = {
  readonly policy: {
    readonly kind: "custom" | "settingsCatalog" | "template";
    readonly id: string;
    readonly name: string;
    readonly isAssigned: boolean;
  };
  /** An OMA-URI, the id of a setting definition, or a template's type and member: `type/member`. */
  readonly id: string;
  /** Undefined where Intune keeps it encrypted. */
  readonly value: unknown;
  /** What Intune gives the plain text for. */
  readonly secretReference?: string | undefined;
};

/** A domain name of the tenant. */
export type Domain = { readonly id: string; readonly isFederated: boolean };

/** The address that users of a federated domain are sent to. The issuer beside it is an identifier, no address. */
export type Federation = {
  readonly domain: string;
  readonly signInUri: string | undefined;
  /** Whether Microsoft Entra takes multifactor authentication by the identity provider for its own. */
  readonly acceptsMfa: boolean;
};

/** A value of ConfigureWebSignInAllowedUrls and the policy that sets it. */
export type AllowedUrls = { readonly setting: PolicySetting; readonly value: string };

/** A policy of Conditional Access that an evaluation finds to apply. */
export type AppliedPolicy = {
  readonly id: string;
  readonly name: string;
  readonly isReportOnly: boolean;
  /** What has to be met: controls by Graph's names. Empty where a session alone is controlled. */
  readonly controls: readonly string[];
  /** Whether one of the controls is enough. */
  readonly anyControl: boolean;
};

/** What Conditional Access would do with a sign-in of one user to one application. */
export type Evaluation = {
  readonly application: "client" | "service";
  /** Whose device the user was chosen by. */
  readonly deviceName: string;
  readonly policies: readonly AppliedPolicy[];
};

/** The users without a method for multifactor authentication; `isComplete` where the whole report was read. */
export type WithoutMfa = { readonly userIds: ReadonlySet<string>; readonly isComplete: boolean };

/** Failed sign-ins to the applications; `isComplete` where all were read, not the newest alone. */
export type FailedSignIns = {
  readonly failures: readonly { readonly code: number; readonly at: string }[];
  readonly isComplete: boolean;
};

/** A resource that Entra names in a recommendation on Azure AD Graph. */
export type RetiringUse = { readonly subjectId: string; readonly displayName: string };

/** What the checks of a reset go by. Each is optional: a check whose fact could not be read is not made. */
export type ResetFacts = {
  /** Of custom profiles and templates. */
  readonly profileSettings: Fact<readonly PolicySetting[]>;
  /** Of the settings catalog, Endpoint security included. */
  readonly catalogSettings: Fact<readonly PolicySetting[]>;
  readonly domains: Fact<readonly Domain[]>;
  readonly federations: Fact<readonly Federation[]>;
  readonly allowedUrls: Fact<readonly AllowedUrls[]>;
  readonly evaluations: Fact<readonly Evaluation[]>;
  readonly withoutMfa: Fact<WithoutMfa>;
  readonly failedSignIns: Fact<FailedSignIns>;
  readonly retiringUses: Fact<readonly RetiringUse[]>;
};
