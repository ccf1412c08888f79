import type { PolicyPackConfig } from "@pulumi/policy";

/**
 * The configuration of the pack that whoever runs it keeps in `config.json`; `--policy-pack-config` takes precedence. A policy
 * that it configures without a level stays mandatory: to the engine, no level is the lowest.
 *
 * @param json The file's text: by a policy's name, a level or the policy's settings.
 * @throws SyntaxError where it is no JSON.
 */
export function readConfig(json: string): PolicyPackConfig {
  const given: PolicyPackConfig = JSON.parse(json);
  return Object.fromEntries(
    Object.entries(given).map(([policy, settings]) => [
      policy,
      typeof settings === "string" ? settings : { enforcementLevel: "mandatory", ...settings },
    ]),
  );
}
