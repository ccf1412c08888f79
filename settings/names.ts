import * as pulumi from "@pulumi/pulumi";

/** Where a setting stands inside the project's settings: `["assignments", "groups", 1]`. */
export type Path = readonly PropertyKey[];

/**
 * A setting's name as the user writes it: `["assignments", "groups", 1]` gives `pin-reset:assignments.groups[1]`.
 * A key that a property path would misread is quoted and shortened.
 * Source: https://www.pulumi.com/docs/iac/concepts/config/#structured-configuration
 */
export function settingName(path: Path): string {
  const steps = path.map((step) => {
    if (typeof step === "number") {
      return `[${step}]`;
    }
    return isPlainKey(step) ? `.${String(step)}` : `[${JSON.stringify(String(step).slice(0, 60))}]`;
  });
  return `${pulumi.getProject()}:${steps.join("").replace(/^\./, "")}`;
}

/** Whether a key needs no quotes, in a property path or in a shell. */
export function isPlainKey(key: PropertyKey): boolean {
  return /^[\w-]{1,60}$/.test(String(key));
}

/** The line that gives a setting its value. A text of digits needs `--type string`, or Pulumi stores a number. */
export function setCommand(path: Path, value: string | number): string {
  const type = typeof value === "string" && /^\d+$/.test(value) ? " --type string" : "";
  const written = /^[\w.-]+$/.test(String(value)) ? value : `"${value}"`;
  return `pulumi config set --path "${settingName(path)}" ${written}${type}`;
}

/** The line that takes a setting away. */
export function removeCommand(path: Path): string {
  return `pulumi config rm --path "${settingName(path)}"`;
}
