import { createRequire } from "node:module";
import type {
  PolicyResource,
  ResourceValidationArgs,
  ResourceValidationPolicy,
  StackValidationPolicy,
} from "@pulumi/policy";
import type { Surroundings } from "../../policy/rules/oma-uri-names-own-tenant.ts";
import { policiesFor } from "../../policy/rules.ts";

/** What @pulumi/policy itself wraps properties in: reading an unknown one throws. It has no types. */
const { unknownCheckingProxy, unknownStringValue }: Proxies = createRequire(import.meta.url)(
  "@pulumi/policy/proxy.js",
);

type Proxies = {
  readonly unknownCheckingProxy: (properties: object) => Record<string, unknown>;
  readonly unknownStringValue: string;
};

/** A property that a preview does not know. */
export const notKnown = unknownStringValue;

export type Given = {
  readonly type: string;
  readonly props: object;
  readonly name?: string;
  /** The types of the components around it, each followed by $. */
  readonly within?: string;
  readonly protect?: boolean;
  readonly provider?: { readonly urn?: string; readonly props: object };
  /** Names of the resources that an input comes from. */
  readonly from?: Readonly<Record<string, readonly string[]>>;
};

export type Settings = {
  readonly config?: object;
  readonly surroundings?: Partial<Record<Parameters<Surroundings>[0], string>>;
};

/** What a policy of the pack says of a resource that is about to be made, in the stack pin-reset/dev. */
export async function judge(policy: string, resource: Given, settings: Settings = {}): Promise<string[]> {
  const found = policyOf(policy, settings) as ResourceValidationPolicy;
  const said: string[] = [];
  const validations = [found.validateResource ?? []].flat();
  for (const validate of validations) {
    await validate(argumentsOf(resource, settings), (message) => said.push(String(message)));
  }
  return said;
}

/** What a policy of the pack says of a stack: the name of a resource, and why. */
export async function judgeStack(
  policy: string,
  resources: readonly Given[],
  settings: Settings = {},
): Promise<[name: string | undefined, message: string][]> {
  const found = policyOf(policy, settings) as StackValidationPolicy;
  const all = resources.map((resource): PolicyResource => {
    const { getConfig: _, notApplicable: __, stackTags: ___, ...rest } = argumentsOf(resource, settings);
    return {
      ...rest,
      dependencies: [],
      propertyDependencies: {},
      parent: undefined,
    } as unknown as PolicyResource;
  });
  for (const [index, { from = {} }] of resources.entries()) {
    const own = all[index];
    for (const [input, names] of Object.entries(from)) {
      Object.assign(own?.propertyDependencies ?? {}, {
        [input]: all.filter(({ name }) => names.includes(name)),
      });
    }
  }
  const said: [string | undefined, string][] = [];
  const { getConfig, notApplicable, stackTags } = argumentsOf({ type: "", props: {} }, settings);
  await found.validateStack({ resources: all, getConfig, notApplicable, stackTags }, (message, urn) =>
    said.push([urn?.split("::").at(-1), String(message)]),
  );
  return said;
}

function policyOf(name: string, { surroundings = {} }: Settings) {
  const found = policiesFor((setting) => surroundings[setting]).find((policy) => policy.name === name);
  if (found === undefined) {
    throw new Error(`The pack has no policy ${name}`);
  }
  return found;
}

function argumentsOf(
  { type, props, name = "it", within = "", protect = false, provider }: Given,
  { config = {} }: Settings,
): ResourceValidationArgs {
  return {
    type,
    name,
    urn: `urn:pulumi:dev::pin-reset::${within}${type}::${name}`,
    props: unknownCheckingProxy(props),
    opts: {
      protect,
      ignoreChanges: [],
      aliases: [],
      additionalSecretOutputs: [],
      customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
    },
    ...(provider && {
      provider: {
        type: "pulumi:providers:intune",
        name: "intune",
        urn: provider.urn ?? "urn:pulumi:dev::pin-reset::pulumi:providers:intune::default_0_1_0",
        props: unknownCheckingProxy(provider.props),
      },
    }),
    stackTags: new Map(),
    isType: () => false,
    asType: () => undefined,
    getConfig: <T extends object>() => config as T,
    notApplicable: () => {
      throw new Error("No policy of this pack says so.");
    },
  };
}
