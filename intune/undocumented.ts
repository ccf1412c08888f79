import { type Cloud, withoutIntune } from "../graph/cloud-table.ts";

/** @throws Error where Microsoft does not document Intune's part of Graph for a cloud. */
export function refuseWithoutIntune({ name }: Cloud): void {
  const undocumented = withoutIntune(name);
  if (undocumented === undefined) return;
  throw new Error(
    `${undocumented}.\nCheck intune:metadataHost (ARM_METADATA_HOSTNAME). ` +
      "To try the stack there anyway: pulumi config set intune:allowUndocumentedCloud true",
  );
}
