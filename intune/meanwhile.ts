import type { Meanwhile } from "../plugin/meanwhile.ts";
import type { Known } from "../plugin/resource.ts";
import { fromGraphSetting, type GraphSetting, hiddenSetting, isMasked } from "./graph-profile.ts";
import type { OmaSetting } from "./oma-settings.ts";
import { parseProfile, type SecretReferences } from "./profiles.ts";

type ProfileInputs = {
  displayName: string;
  description?: string | undefined;
  omaSettings: OmaSetting[];
  roleScopeTagIds?: string[] | undefined;
};

type ProfileOutputs = { secretReferenceValueIds?: SecretReferences | undefined };

/** Stands for a value that is not the one which was read last, and which nobody asked for. */
const anotherValue = "another value";

/**
 * A profile as a write found it, beside what its run had read. A value behind the mask counts as another one when
 * its reference is another one: Intune gives it a new one whenever it is written. `path` is where it was read.
 * Raises GraphError and ZodError where it is not as Graph publishes it.
 */
export function meanwhile(
  before: unknown,
  path: string,
  { inputs, outputs }: Known<ProfileInputs, ProfileOutputs>,
): Meanwhile<ProfileInputs> {
  const { displayName, description, omaSettings, roleScopeTagIds } = parseProfile(before, path);
  const isReplaced = ({ omaUri, secretReferenceValueId: id }: GraphSetting) => {
    const known = outputs.secretReferenceValueIds?.[omaUri];
    return known !== undefined && Boolean(id) && id !== known;
  };
  const found = (setting: GraphSetting): OmaSetting => {
    if (!isMasked(setting)) return fromGraphSetting(setting, undefined);
    const known = inputs.omaSettings.find(({ omaUri }) => omaUri === setting.omaUri);
    return hiddenSetting(setting, known === undefined || isReplaced(setting) ? anotherValue : known.value);
  };
  return {
    expected: inputs,
    found: {
      displayName,
      description: description || undefined,
      omaSettings: omaSettings.map(found),
      roleScopeTagIds: inputs.roleScopeTagIds && roleScopeTagIds?.toSorted(),
    },
    secrets: omaSettings.flatMap((setting, index) =>
      isMasked(setting) ? [["omaSettings", index, "value"] as const] : [],
    ),
  };
}
