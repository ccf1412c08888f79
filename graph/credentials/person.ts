/** How a person signs in: in this machine's browser, or on any device with a code. */
export type SignInFlow = "browser" | "deviceCode";

/** A person who signs in to an application of the team's own. It holds no token. */
export type Person = {
  /** The tenant's GUID or one of its domains. */
  readonly tenant: string;
  readonly clientId: string;
  readonly flow: SignInFlow;
  /** Who signed in before, as @azure/identity writes it down; undefined for a new sign-in. */
  readonly record: string | undefined;
  /** Tells the person what to do; undefined where nobody can be asked. */
  readonly ask: ((text: string) => void) | undefined;
  /** Is told who signed in, each time somebody does, and whether the tokens outlive the command. */
  readonly onSignIn?: ((record: string, isKept: boolean) => void) | undefined;
  /** Names the cache of tokens. */
  readonly application: string;
  /** The command that signs in again, for hints. */
  readonly signInCommand: string;
};
