import { runtime } from "@pulumi/pulumi";

/**
 * Thrown in a preview where the settings of a component's own provider come from a resource that does not exist yet. The engine
 * then calls no function of it.
 */
export class NotKnownYet extends Error {
  override readonly name = "NotKnownYet";
}

/**
 * What a function of a provider gave.
 *
 * @throws NotKnownYet where the engine gave an empty result in place of the provider's.
 */
export function known<Result extends object>(result: Result): Result {
  if (runtime.isDryRun() && Object.keys(result).length === 0) {
    throw new NotKnownYet("The settings of a provider are not known yet.");
  }
  return result;
}
