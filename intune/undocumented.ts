import type { Cloud } from "../graph/clouds.ts";
import { undocumentedIn } from "../graph/national-clouds.ts";

/** The line that lets a stack work in a cloud for which Microsoft does not document what it uses. */
export const allowUndocumentedCloud = "pulumi config set intune:allowUndocumentedCloud true";

/** Raises an Error where Microsoft does not document Intune's part of Graph for a cloud. */
export function refuseWithoutIntune({ name }: Cloud): void {
  const undocumented = undocumentedIn(name, "intune");
  if (undocumented === undefined) return;
  throw new Error(
    `${undocumented}.\nCheck intune:metadataHost (ARM_METADATA_HOSTNAME). ` +
      `If the stack shall be tried there all the same: ${allowUndocumentedCloud}`,
  );
}
