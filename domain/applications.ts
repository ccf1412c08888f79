/**
 * The two applications of Microsoft that make up the PIN reset service, by application (client) ID.
 * Source: https://learn.microsoft.com/windows/security/identity-protection/hello-for-business/pin-reset
 */
export const pinResetApps = {
  /** Microsoft Pin Reset Service Production */
  service: "b8456c59-1230-44c7-a4a2-99b085333e84",
  /** Microsoft Pin Reset Client Production */
  client: "9115dd05-fad5-4f9c-acc7-305d08b1b04e",
} as const;
