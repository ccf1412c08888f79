import type { Directory } from "../../lookups/directory.ts";
import { hintLines, type Issue, issuesError } from "../../settings/issues.ts";
import { removeCommand, settingName } from "../../settings/names.ts";
import type { Settings } from "../../settings.ts";
import type { AzureOutputs } from "./stack.ts";

const azureParts = ["passcodeVault", "pipelineIdentity"] as const;

// Imported only where a part is on, since a stack without them may have no @pulumi/azure-native.
const load = () => import("./stack.ts");

/**
 * The parts of the stack that are in Azure, as far as the settings switch them on.
 *
 * @throws RunError that names those settings where the optional package @pulumi/azure-native is not installed, before
 * anything is registered.
 */
export async function createAzureParts(
  name: string,
  settings: Settings,
  directory: Directory,
  loadStack: typeof load = load,
): Promise<AzureOutputs> {
  const switchedOn = azureParts.filter((part) => settings[part]);
  if (switchedOn.length === 0) {
    return {};
  }
  const { createAzureStack } = await loadStack().catch((error: unknown) => {
    throw isNotInstalled(error) ? issuesError(switchedOn.map(notInstalled)) : error;
  });
  return createAzureStack(name, settings, directory);
}

/** Source: https://nodejs.org/api/errors.html#err_module_not_found */
function isNotInstalled(error: unknown): boolean {
  return /Cannot find package '@pulumi\/azure-native'/.test(String(error));
}

function notInstalled(part: (typeof azureParts)[number]): Issue {
  return {
    code: "packageMissing",
    message: `${settingName([part])} needs the package @pulumi/azure-native, which is optional and not installed`,
    hint: hintLines("npm install --include=optional", removeCommand([part])),
  };
}
