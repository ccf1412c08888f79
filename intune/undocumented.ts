import { type Cloud, withoutIntune } from "../graph/cloud-table.ts";
import { IntuneError } from "./errors.ts";

/** @throws IntuneError where Microsoft does not document Intune's part of Graph for a cloud. */
export function refuseWithoutIntune({ name }: Cloud): void {
  const undocumented = withoutIntune(name);
  if (undocumented === undefined) {
    return;
  }
  throw new IntuneError({
    code: "undocumentedCloud",
    message: `${undocumented}.`,
    hint:
      "Check intune:metadataHost (ARM_METADATA_HOSTNAME). " +
      "To try the stack there anyway: pulumi config set intune:allowUndocumentedCloud true",
  });
}
