import * as pulumi from "@pulumi/pulumi";
import { allowUndocumentedCloud, withoutPinReset } from "../domain/clouds.ts";
import { type CloudName, cloudTitle, nationalCloudAt, publishedCloud } from "../graph/cloud-table.ts";
import { hintLines, issuesError } from "../settings/issues.ts";
import { documentation } from "../settings/names.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** The clouds that the stack works in, one for each provider: they are the same unless the settings say otherwise. */
type StackClouds = { azuread: CloudName; intune: CloudName };

/**
 * The clouds that both providers are configured for: `metadataHost`, else `environment`, each from the provider's
 * configuration, else from its ARM_ variable; the public cloud where all are silent. `custom` for a metadata host that
 * is none of Microsoft's, and for an environment that does not exist: the provider itself refuses that.
 * Source: https://www.pulumi.com/registry/packages/azuread/installation-configuration/
 */
export function stackClouds(environment: Environment = process.env): StackClouds {
  return { azuread: cloudOf("azuread", environment), intune: cloudOf("intune", environment) };
}

function cloudOf(provider: string, environment: Environment): CloudName {
  const config = new pulumi.Config(provider);
  const metadataHost = config.get("metadataHost") || environment.ARM_METADATA_HOSTNAME;
  if (metadataHost) {
    return nationalCloudAt(metadataHost);
  }
  const name = config.get("environment") || environment.ARM_ENVIRONMENT;
  return name ? (publishedCloud(name) ?? "custom") : "public";
}

/**
 * Refuses a stack in a cloud for which Microsoft does not document the PIN reset service, unless its setting
 * `intune:allowUndocumentedCloud` is true.
 *
 * @throws RunError that names the cloud and that setting.
 */
export function refuseUndocumentedClouds(environment: Environment = process.env): void {
  if (new pulumi.Config("intune").getBoolean("allowUndocumentedCloud")) {
    return;
  }
  const clouds = new Set(Object.values(stackClouds(environment)));
  const messages = [...clouds].flatMap((cloud) => withoutPinReset(cloud, cloudTitle(cloud)) ?? []);
  if (messages.length > 0) {
    throw issuesError(messages.map((message) => ({ code: "undocumentedCloud", message, hint: hint() })));
  }
}

const hint = () =>
  hintLines(
    "Check ARM_ENVIRONMENT and ARM_METADATA_HOSTNAME (azuread:environment and intune:environment, and metadataHost).",
    `${documentation("clouds.md")} says what is known of each cloud. To try the stack there anyway:`,
    allowUndocumentedCloud,
  );
