import { z } from "zod";

/** One option or argument: how it is written, what it means, what it may be. */
export type OptionDescription = {
  readonly name: string;
  readonly flag: string;
  /** What stands for its value in help; undefined for a switch. */
  readonly placeholder: string | undefined;
  readonly description: string;
  readonly choices: readonly string[] | undefined;
  readonly fallback: string | undefined;
  /** Whether it may be given several times. */
  readonly repeatable: boolean;
};

const optionSchema = z.looseObject({
  type: z.string().optional(),
  description: z.string(),
  enum: z.array(z.string()).optional(),
  default: z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]).optional(),
  placeholder: z.string().optional(),
});

const described = z.looseObject({ properties: z.record(z.string(), optionSchema) });

/** What stands in help where a definition says nothing of an option's value. test/cli/placeholders.test.ts allows none. */
export const noPlaceholder = "value";

/** Each member of a schema as an option. */
export function describeOptions(schema: z.ZodObject): OptionDescription[] {
  const { properties } = described.parse(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }));
  return Object.entries(properties).map(([key, option]) => describeOption(key, option));
}

/** The name of an option as it is typed: `dryRun` is `dry-run`. */
export function dashed(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** What an option does, what it may be, and its default. */
export function inWords({ description, choices, fallback }: OptionDescription): string {
  return [
    description,
    ...(choices === undefined || choices.length < 2 ? [] : [`One of ${choices.join(", ")}.`]),
    ...(choices?.length === 1 ? [`So far only ${choices[0]}.`] : []),
    ...(fallback === undefined ? [] : [`Default: ${fallback}.`]),
  ].join(" ");
}

function describeOption(name: string, option: z.output<typeof optionSchema>): OptionDescription {
  const { type, description, default: fallback } = option;
  const isSwitch = type === "boolean";
  const repeatable = type === "array";
  const placeholder = isSwitch
    ? undefined
    : (option.placeholder ?? (option.enum === undefined ? noPlaceholder : lastWord(name)));
  return {
    name,
    flag: placeholder === undefined ? `--${dashed(name)}` : `--${dashed(name)} <${placeholder}>`,
    placeholder,
    description: repeatable ? `${description} ${severalTimes}` : description,
    choices: option.enum,
    fallback: isSwitch || repeatable || fallback === undefined ? undefined : String(fallback),
    repeatable,
  };
}

const severalTimes = "For several, repeat it or separate them with commas.";

function lastWord(name: string): string {
  return dashed(name).split("-").at(-1) ?? name;
}
