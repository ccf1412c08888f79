import type { ProgramInfo } from "@pulumi/pulumi/proto/language_pb.js";

/**
 * The options of `runtime` in Pulumi.yaml that this host knows.
 * Source: https://www.pulumi.com/docs/iac/concepts/projects/project-file/#runtime-options
 */
export type RuntimeOptions = {
  typescript: boolean;
  nodeArguments: string[];
  packageManager: string;
  environment: Record<string, string>;
};

/**
 * Reads the options of `runtime` in Pulumi.yaml.
 *
 * @param info The program, as the engine describes it.
 * @returns Every option, with Pulumi's default where it is not given: TypeScript by ts-node, npm.
 */
export function readRuntimeOptions(info: ProgramInfo | undefined): RuntimeOptions {
  const given: Record<string, unknown> = info?.getOptions()?.toJavaScript() ?? {};
  const typescript = given.typescript !== false;
  return {
    typescript,
    nodeArguments: splitArguments(textOf(given.nodeargs)),
    packageManager: textOf(given.packagemanager) || "npm",
    environment: {
      ...(typescript ? { PULUMI_NODEJS_TYPESCRIPT: "true" } : {}),
      ...(given.tsconfig ? { PULUMI_NODEJS_TSCONFIG_PATH: textOf(given.tsconfig) } : {}),
    },
  };
}

function textOf(option: unknown): string {
  return typeof option === "string" ? option : "";
}

function splitArguments(commandLine: string): string[] {
  const words = commandLine.match(/(?:[^\s"']+|"[^"]*"|'[^']*')+/g) ?? [];
  return words.map((word) => word.replace(/"([^"]*)"|'([^']*)'/g, "$1$2"));
}
