import { PulumiError } from "./errors.ts";
import { azureadVersion } from "./package-version.ts";

/** A part of Pulumi that a run needs, and that is not installed and cannot be downloaded. */
export type MissingPart = {
  /** Its executable. */
  readonly name: string;
  readonly reason: string;
  /** How to get it. */
  readonly hint: string;
};

/** The language host that a CLI came without. */
export function missingLanguageHost(name: string, command: string, built: boolean): MissingPart {
  return {
    name,
    reason: built
      ? `${command} was built from source, without it`
      : `it is neither beside ${command} nor on PATH`,
    hint: `Install the official Pulumi CLI, which brings ${name}: https://www.pulumi.com/docs/install/`,
  };
}

/**
 * The azuread plugin, which is not installed.
 *
 * @param obstacle Why the CLI cannot download it.
 */
export function missingAzuread(name: string, obstacle: string): MissingPart {
  const install = `pulumi plugin install resource azuread ${azureadVersion()}`;
  return {
    name,
    reason: `it is not installed, and ${obstacle}`,
    hint:
      `Behind a proxy, set HTTPS_PROXY, and NO_PROXY for what is inside. Install the plugin with \`${install}\`; ` +
      "where that cannot download either, fetch its archive on another machine and add `--file ARCHIVE`.",
  };
}

/** A run against a real tenant needs parts of Pulumi that are not installed. */
export function partsMissing(missing: readonly MissingPart[]): PulumiError {
  const parts = missing.map(({ name, reason }) => `${name} (${reason})`).join(", ");
  return new PulumiError(
    "partsMissing",
    `This run needs parts of Pulumi that are not installed: ${parts}.`,
    `${missing.map(({ hint }) => hint).join("\n")}\n` +
      "This project's own stand-ins serve its embedded tenant alone: where ARM_METADATA_HOSTNAME is this machine.",
  );
}
