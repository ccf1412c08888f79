import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { version } from "../version.ts";
import type { configuration } from "./configuration.ts";

type Settings = z.output<typeof configuration>;

/** How a provider signs in, and to which tenant: the settings of `intune:` in a stack, each by default that of the environment. */
export type ProviderArgs = {
  [Name in keyof Settings]?: pulumi.Input<NonNullable<Settings[Name]>> | undefined;
};

/**
 * A provider of the Intune resources with settings of its own, such as another tenant.
 *
 * @example
 * const intune = new Provider("fabrikam", { tenantId: "fabrikam.onmicrosoft.com" });
 */
export class Provider extends pulumi.ProviderResource {
  /** @param args The secrets among them are kept encrypted in state. */
  constructor(name: string, args: ProviderArgs = {}, options?: pulumi.ResourceOptions) {
    super("intune", name, { ...args, ...secretsOf(args) }, { version, ...options });
  }
}

const secretNames = [
  "clientSecret",
  "clientCertificatePassword",
  "oidcToken",
  "oidcRequestToken",
] as const satisfies readonly (keyof ProviderArgs)[];

function secretsOf(args: ProviderArgs): pulumi.Inputs {
  return Object.fromEntries(
    secretNames.flatMap((name) => (args[name] === undefined ? [] : [[name, pulumi.secret(args[name])]])),
  );
}
