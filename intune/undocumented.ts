import { allowUndocumentedCloud } from "../domain/clouds.ts";
import type { Cloud } from "../graph/clouds.ts";
import { undocumentedIn } from "../graph/national-clouds.ts";

/** Raises an Error where Microsoft does not document Intune's part of Graph for a cloud. */
export function refuseWithoutIntune({ name }: Cloud): void {
  const undocumented = undocumentedIn(name, "intune");
  if (undocumented === undefined) return;
  throw new Error(
    `${undocumented}.\nCheck intune:metadataHost (ARM_METADATA_HOSTNAME). ` +
      `To try the stack there anyway: ${allowUndocumentedCloud}`,
  );
}
