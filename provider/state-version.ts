import { ExplainedError } from "../text/explained-error.ts";
import type { ProviderErrorCode } from "./error-codes.ts";
import type { PropertyMap } from "./values.ts";

/** State as the engine keeps it: the inputs, and the properties (inputs and outputs together). */
export type ResourceState = { readonly inputs: PropertyMap; readonly properties: PropertyMap };

/** From state of one version to state of the next one. */
export type Migration = (state: ResourceState) => ResourceState;

/** Where state says which version it is of. The engine does not show properties that begin like this. */
const versionProperty = "__stateVersion";

/** State without the mark is of the first version, which wrote none. */
const firstVersion = 1;

/** The mark of state that the last of the migrations leads to; none for the first version. */
export function stateMark(migrations: readonly Migration[]): PropertyMap {
  return migrations.length === 0 ? {} : { [versionProperty]: firstVersion + migrations.length };
}

/**
 * State of any earlier version as the latest has it.
 *
 * @throws ExplainedError `laterState` for state of a version yet to come.
 */
export function migrated(
  token: string,
  state: ResourceState,
  migrations: readonly Migration[],
): ResourceState {
  const { [versionProperty]: written = firstVersion } = state.properties;
  const latest = firstVersion + migrations.length;
  const version = Number(written);
  if (!Number.isInteger(version) || version < firstVersion || version > latest) {
    throw new ExplainedError<ProviderErrorCode>({
      code: "laterState",
      message:
        `The state of this ${token} is of version ${JSON.stringify(written)}, and this plugin knows versions up to ${latest}: ` +
        "a later version of the plugin has written it.",
      hint: "Run that version, or a later one.",
    });
  }
  return migrations.slice(version - firstVersion).reduce((current, migrate) => migrate(current), state);
}
