import type { Explanation } from "../../text/explained-error.ts";

const onboarding = "`npm run pin-reset -- doctor` checks the onboarding and names what is wrong.";
const offline =
  "Intune shows when the device was last online. A script also needs a signed-in user with a license for remediations.";

/** Why a device does not count as ready, and what to do. The first ones come from the script, the others from a policy. */
const reasonTable = {
  destructiveOnly: {
    message: "A reset there deletes the user's Windows Hello keys: PIN recovery is not active.",
    hint: `The policy has not arrived, or Windows has not prepared the PIN for recovery yet. ${onboarding}`,
  },
  noPin: {
    message: "dsregcmd shows no CanReset, as for a user who has not set up a PIN.",
    hint: "Nothing needs to be done before the user has set up a Windows Hello PIN.",
  },
  unknownToWindows: {
    message: "Windows itself reports CanReset as unknown, which it does after an error.",
    hint: "Run `dsregcmd /status` on the device, as its user.",
  },
  scriptFailed: {
    message: "The script ended with an error.",
    hint: "The Intune admin center shows the error. With `enforceSignatureCheck`, the device must trust the signature.",
  },
  otherOutput: {
    message: "What the script printed is not from the script of this project.",
    hint: "Name the right script with --script, or restore it with `npm run pulumi -- up`.",
  },
  notApplicable: {
    message: "Intune reports that the script does not apply to the device.",
    hint: "Remediations need Windows Enterprise, Professional or Education, joined to Microsoft Entra.",
  },
  notReported: { message: "The device has not reported yet.", hint: offline },
  policyPending: { message: "The policy is assigned and has not arrived yet.", hint: offline },
  policyFailed: { message: "The device reports an error for the policy.", hint: onboarding },
  policyConflict: { message: "Another policy sets a different value.", hint: onboarding },
  policyNotApplicable: { message: "The policy does not apply to the device.", hint: onboarding },
  policyNotReported: {
    message: "The device reports nothing about the policy.",
    hint: "It is in none of the groups that the policy is assigned to, or was not online since.",
  },
} as const satisfies Record<string, Required<Omit<Explanation, "code">>>;

/** Why a device does not count as ready. */
export type ReasonCode = keyof typeof reasonTable;

/** A reason in words, with what to do. */
export function explainReason(code: ReasonCode): Required<Explanation<ReasonCode>> {
  return { code, ...reasonTable[code] };
}
