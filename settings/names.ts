import { AsyncLocalStorage } from "node:async_hooks";
import * as pulumi from "@pulumi/pulumi";
import { repository } from "../package-names.ts";
import { hideTexts } from "../text/hide-texts.ts";

/** Where a setting stands inside the project's settings: `["assignments", "groups", 1]`. */
export type Path = readonly PropertyKey[];

/** Whose arguments the settings are, and the texts among them that are secret. */
type Arguments = { called: string; secrets: Set<string> };

const component = new AsyncLocalStorage<Arguments>();

/**
 * Does work in which settings are called what they are as arguments of a component of someone's program, and not as those of the
 * stack's configuration.
 *
 * @param called The component as messages name it: `PinReset "contoso"`.
 */
export function inArgumentsOf<Result>(called: string, work: () => Result): Result {
  return component.run({ called, secrets: new Set() }, work);
}

/** The component whose arguments the settings are at present; undefined where they are the stack's. */
export function argumentsOf(): string | undefined {
  return component.getStore()?.called;
}

/** Has `withoutSecrets` hide a value of the component's arguments: a text, or every text within a list or a mapping. */
export function keepSecret(value: unknown): void {
  if (typeof value === "object" && value !== null) {
    Object.values(value).forEach(keepSecret);
  } else if (typeof value === "string" && value !== "") {
    component.getStore()?.secrets.add(value);
  }
}

/** A message with `[secret]` for each secret argument of the component whose arguments the settings are. */
export function withoutSecrets(message: string): string {
  return hideTexts(message, component.getStore()?.secrets ?? []);
}

/**
 * A setting's name as the user writes it: `["assignments", "groups", 1]` gives `pin-reset:assignments.groups[1]`, and
 * `assignments.groups[1]` among the arguments of a component.
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
  const name = steps.join("").replace(/^\./, "");
  return argumentsOf() === undefined ? `${pulumi.getProject()}:${name}` : name;
}

/** A page of the documentation: a file beside the stack's program, or its address, since someone's own program has no such file. */
export function documentation(page: string): string {
  return argumentsOf() === undefined ? `docs/${page}` : `${repository}/blob/main/docs/${page}`;
}

/** Whether a key needs no quotes, in a property path or in a shell. */
export function isPlainKey(key: PropertyKey): boolean {
  return /^[\w-]{1,60}$/.test(String(key));
}

/**
 * The line that gives a setting its value: a command, or what to write among a component's arguments. A text of digits needs
 * `--type string`, or Pulumi stores a number.
 */
export function setCommand(path: Path, value: string | number): string {
  if (argumentsOf() !== undefined) {
    return `set ${settingName(path)} to ${value === "true" ? value : JSON.stringify(value)}`;
  }
  const type = typeof value === "string" && /^\d+$/.test(value) ? " --type string" : "";
  const written = /^[\w.-]+$/.test(String(value)) ? value : `"${value}"`;
  return `pulumi config set --path "${settingName(path)}" ${written}${type}`;
}

/** The line that takes a setting away. */
export function removeCommand(path: Path): string {
  if (argumentsOf() !== undefined) {
    return `leave out ${settingName(path)}`;
  }
  return `pulumi config rm --path "${settingName(path)}"`;
}
