import { z } from "zod";
import {
  removeTokens,
  type TokenCache,
  tokenCache,
  tokenCachePackage,
} from "../../graph/credentials/token-cache.ts";
import { defineCommand } from "../command.ts";
import { CommandError } from "../errors.ts";
import { forgetSignIn, readableSignIn, signInFile } from "../sign-in/remembered.ts";
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
    const cache = await tokenCache(cacheName);
    if (signIn && cache.isKept) {
      const { homeAccountId } = signIn.record;
      await removeTokens(cache.plugin, { homeAccountId, clientId: signIn.clientId });
    }
    if (signIn?.isKept && !cache.isKept) {
      throw tokensStay(signIn.record.username, cache, signInFile(env));
    }
    const wasThere = forgetSignIn(env);
    if (signIn !== undefined) {
      output.note(`${signIn.record.username} is signed out.`);
    } else {
      output.note(wasThere ? unreadable : "Nobody was signed in.");
    }
    return undefined;
  },
});

const unreadable =
  "Who was signed in could not be read, and is forgotten. Tokens of that sign-in may still be in the system's keychain:\n" +
  "sign in and out again to remove them.";

/** Without the file that says whose they are, they could not be removed any more. */
function tokensStay(
  username: string,
  { reason, detail }: Extract<TokenCache, { isKept: false }>,
  file: string,
): CommandError {
  const why = reason === "notInstalled" ? `${tokenCachePackage} is not installed any more` : detail;
  return new CommandError(
    "tokensNotRemoved",
    `The tokens of ${username} are still in the system's keychain, which cannot be reached: ${why}.`,
    {
      hint:
        `Run \`npm install --no-save ${tokenCachePackage}\`, unlock the keychain, and run \`npm run pin-reset -- logout\` again.\n` +
        `To sign out without removing them, delete ${file}.`,
    },
  );
}
