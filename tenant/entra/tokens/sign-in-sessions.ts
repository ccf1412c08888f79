/** Who signed in to what, before a token is issued. Times are in milliseconds since 1970. */
export type Grant = {
  /** The application's client id. */
  readonly clientId: string;
  readonly userId: string;
  /** The scopes that were asked for, separated by spaces. */
  readonly scope: string;
};

/** A code that `/authorize` gave out, good for one use. */
export type AuthorizationCode = Grant & {
  readonly redirectUri: string;
  readonly nonce: string | undefined;
  readonly challenge: { readonly value: string; readonly method: string } | undefined;
  readonly expiresAt: number;
  isRedeemed: boolean;
};

/** A device code that waits for somebody who signs in. */
export type DeviceCode = {
  readonly clientId: string;
  readonly scope: string;
  readonly userCode: string;
  readonly expiresAt: number;
  /** How far apart a client is to ask. */
  intervalSeconds: number;
  polledAt: number | undefined;
  /** Undefined as long as nobody decided. */
  decision: { readonly userId: string } | "declined" | undefined;
};

/** What is between a sign-in and its tokens: kept by the secret that a client shows. */
export type SignInSessions = {
  readonly authorizationCodes: Map<string, AuthorizationCode>;
  readonly deviceCodes: Map<string, DeviceCode>;
  readonly refreshTokens: Map<string, Grant>;
};

/** No sign-in under way. */
export function createSignInSessions(): SignInSessions {
  return { authorizationCodes: new Map(), deviceCodes: new Map(), refreshTokens: new Map() };
}
