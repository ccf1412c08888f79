/** The line that lets a stack work in a cloud for which Microsoft does not document what it uses. */
export const allowUndocumentedCloud = "pulumi config set intune:allowUndocumentedCloud true";

const noRegistration =
  "Microsoft documents a web sign-in setting for PIN reset there, but not how the two applications of the PIN reset " +
  "service are registered, nor that they exist";
const noPinReset = "Microsoft does not document that the PIN reset service exists there";

/**
 * Microsoft's clouds by name: what it does not document of the PIN reset service and of a way to register its two
 * applications there; undefined where it documents both.
 * Source: https://learn.microsoft.com/windows/security/identity-protection/hello-for-business/pin-reset
 */
const undocumented = {
  public: undefined,
  usgovernmentl4: noRegistration,
  usgovernmentl5: noRegistration,
  china: noPinReset,
  usnat: noPinReset,
  ussec: noPinReset,
  govsg: noPinReset,
  bleu: noPinReset,
  delos: noPinReset,
} as const;

/** A cloud of which it is known whether it has the PIN reset service; `custom` is none of Microsoft's. */
type KnownCloud = keyof typeof undocumented | "custom";

/**
 * Why PIN reset is refused in a cloud unless it is asked for: a sentence that names the cloud and what Microsoft does
 * not document for it, without a full stop. Undefined where it is documented, and for a custom cloud: Microsoft
 * documents nothing of that one, and those who run it know what it has.
 *
 * @param title The cloud as messages name it.
 */
export function withoutPinReset(cloud: KnownCloud, title: string): string | undefined {
  const reason = cloud === "custom" ? undefined : undocumented[cloud];
  return reason && `The cloud is ${title}: ${reason}`;
}
