import type { PolicyConfigSchema, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { plainValue, type Value } from "./values.ts";

/** Where a policy is explained. */
const page = "https://github.com/pin-reset/pulumi-pin-reset/blob/main/docs/policy-pack.md";

type Described = {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly severity: "medium" | "high" | "critical";
  readonly configSchema?: PolicyConfigSchema;
};

/** A violation: what is wrong, and what to do. */
export type Violation = { readonly message: string; readonly hint: string };

/** A resource that is about to be made or changed: its inputs, and the provider's. */
export type Declared = {
  readonly urn: string;
  readonly name: string;
  readonly type: string;
  readonly inputs: Value;
  /** Null for a provider that the engine makes without any setting. */
  readonly provider: { readonly urn: string; readonly inputs: Value } | undefined;
};

/** A resource at the end of a preview or an update. */
export type Made = {
  readonly urn: string;
  readonly name: string;
  readonly type: string;
  readonly outputs: Value;
  readonly protect: boolean;
  /** URNs of the resources that an input comes from, by the input's name. */
  readonly dependencies: Readonly<Record<string, readonly string[]>>;
};

/** A policy that looks at each resource before anything is made of it. */
export function resourcePolicy<Config extends object>(
  described: Described & { readonly concerns: RegExp },
  check: (resource: Declared, config: Config) => readonly Violation[],
): ResourceValidationPolicy {
  const { concerns, ...policy } = described;
  return {
    ...policy,
    url: page,
    enforcementLevel: "mandatory",
    validateResource: (args, reportViolation) => {
      if (!concerns.test(args.type)) {
        return;
      }
      const { urn, name, type, provider } = args;
      const declared: Declared = {
        urn,
        name,
        type,
        inputs: plainValue(args.props),
        provider: provider && { urn: provider.urn, inputs: plainValue(provider.props) },
      };
      for (const violation of check(declared, args.getConfig<Config>())) {
        reportViolation(inWords(violation));
      }
    },
  };
}

/** A policy that looks at all resources of a stack together. Where nothing is left, there is nothing to object to. */
export function stackPolicy<Config extends object>(
  described: Described,
  check: (resources: readonly Made[], config: Config) => readonly (Violation & { readonly of: Made })[],
): StackValidationPolicy {
  return {
    ...described,
    url: page,
    enforcementLevel: "mandatory",
    validateStack: (args, reportViolation) => {
      const made = args.resources.map(
        ({ urn, name, type, props, opts, propertyDependencies }): Made => ({
          urn,
          name,
          type,
          outputs: plainValue(props),
          protect: opts.protect,
          dependencies: Object.fromEntries(
            Object.entries(propertyDependencies).map(([input, on]) => [input, on.map((each) => each.urn)]),
          ),
        }),
      );
      for (const { of, ...violation } of check(made, args.getConfig<Config>())) {
        reportViolation(inWords(violation), of.urn);
      }
    },
  };
}

/** The engine names the resource beside it. */
function inWords({ message, hint }: Violation): string {
  return `${message}\n${hint}`;
}
