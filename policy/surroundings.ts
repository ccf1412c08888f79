import type { Surroundings } from "./rules/oma-uri-names-own-tenant.ts";

/** The environment, and the settings of the stack, which the language host gives to a policy pack in a variable. */
export function surroundings(env: NodeJS.ProcessEnv = process.env): Surroundings {
  const config: unknown = JSON.parse(env.PULUMI_CONFIG || "{}");
  const settings = typeof config === "object" && config !== null ? config : {};
  return (name) => {
    const found: unknown = name === "ARM_TENANT_ID" ? env[name] : Reflect.get(settings, name);
    return typeof found === "string" ? found : undefined;
  };
}
