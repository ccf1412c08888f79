import { z } from "zod";
import { removeTokens, tokenCache } from "../../graph/credentials/token-cache.ts";
import { defineCommand } from "../command.ts";
import { forgetSignIn, readableSignIn } from "../sign-in/remembered.ts";
import { cacheName } from "../sign-in/with-sign-in.ts";

/** `pin-reset logout`: forgets the sign-in of `pin-reset login`. */
export const logout = defineCommand({
  name: "logout",
  summary: "Forget the sign-in of `pin-reset login`.",
  details: [
    "It removes your tokens for the application from the system's keychain, and the file that says who signed in. The " +
      "browser's own session, other programs and ARM_* variables are left as they are.",
  ],
  options: z.strictObject({}),
  examples: [{ command: "pin-reset logout", does: "Forgets who signed in." }],
  calls: [],
  async run({ env, output }) {
    const signIn = readableSignIn(env);
    const cache = signIn && (await tokenCache(cacheName));
    if (signIn && cache?.isKept) {
      const { homeAccountId } = signIn.record;
      await removeTokens(cache.plugin, { homeAccountId, clientId: signIn.clientId });
    }
    forgetSignIn(env);
    output.note(signIn ? `${signIn.record.username} is signed out.` : "Nobody was signed in.");
    return undefined;
  },
});
