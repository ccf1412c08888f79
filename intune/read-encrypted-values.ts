import { booleanSetting } from "../provider/provider.ts";
import { IntuneError } from "./errors.ts";

const variable = "INTUNE_READ_ENCRYPTED_VALUES";

/**
 * Whether the provider may ask Graph for encrypted values: by its setting, else by the variable, which lets one run
 * differ from the others of a stack without a file that it changes.
 *
 * @throws IntuneError that names the variable where it is neither true nor false.
 */
export function readsEncryptedValues(
  env: Record<string, string | undefined>,
  given: boolean | undefined,
): boolean {
  const said = env[variable];
  if (given !== undefined) {
    return given;
  }
  if (said === undefined || said === "") {
    return true;
  }
  const { data } = booleanSetting.safeParse(said.toLowerCase());
  if (data === undefined) {
    throw new IntuneError({
      code: "badVariable",
      message: `intune:readEncryptedValues (${variable}) must be true or false.`,
      hint: `Set ${variable} to one of them, or remove it.`,
    });
  }
  return data;
}
