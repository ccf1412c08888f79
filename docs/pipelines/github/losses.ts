/** What cannot be restored once it is deleted, by resource type. */
const irreplaceable: Readonly<Record<string, string>> = {
  "azure-native:keyvault:Vault": "the vault and every passcode in it",
  "azure-native:managedidentity:UserAssignedIdentity": "the identity that pipelines sign in as",
  "azure-native:resources:ResourceGroup": "the resource group and all that it holds",
};

// A step of `pulumi preview --diff`: what it does, and the resource's URN a few lines below.
const step =
  /^\s*[-+]{1,2}\s+\S+: \((?:delete|replace|delete-replaced|delete original)\).*(?:\n\s*\[(?!urn=).*\])*\n\s*\[urn=(\S+)\]/gm;
// What is protected is refused instead.
const refusal = /(urn:pulumi:[^\s"']+)["']? cannot be deleted/g;

/** What a preview would delete permanently, in words; empty if nothing. */
export function lossesIn(preview: string): string[] {
  const urns = [...preview.matchAll(step), ...preview.matchAll(refusal)].map(([, urn = ""]) => urn);
  const lost = [...new Set(urns)].flatMap((urn) => {
    const [, , types = "", name = ""] = urn.split("::");
    const what = irreplaceable[types.split("$").at(-1) ?? ""];
    return what === undefined ? [] : [`${what} (\`${name.replaceAll("`", "'")}\`)`];
  });
  return lost.length === 0 ? [] : [`**This would delete for good: ${lost.join(", ")}.**`, ""];
}
