/** Types of resources that several policies look at. */
export const types = {
  customProfile: "intune:index:WindowsCustomConfiguration",
  catalogPolicy: "intune:index:SettingsCatalogPolicy",
  assignments: "intune:index:DeviceConfigurationAssignments",
  scriptAssignments: "intune:index:DeviceHealthScriptAssignments",
  servicePrincipal: "azuread:index/servicePrincipal:ServicePrincipal",
} as const;

/** What a URN says. Its types begin with that of the outermost component. */
export type UrnParts = {
  readonly stack: string;
  readonly project: string;
  readonly types: readonly string[];
};

/**
 * Reads the URN of a resource.
 * Source: https://www.pulumi.com/docs/iac/concepts/resources/names/
 */
export function partsOfUrn(urn: string): UrnParts {
  const [head = "", project = "", chain = ""] = urn.split("::");
  return { stack: head.replace(/^urn:pulumi:/, ""), project, types: chain.split("$") };
}

/** A text as messages have it: one line, in quotes, not longer than a line of a terminal. */
export function quoted(text: string): string {
  return JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}...` : text);
}
