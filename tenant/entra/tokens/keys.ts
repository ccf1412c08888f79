import type { webcrypto } from "node:crypto";
import { exportJWK, generateKeyPair, type JWK } from "jose";

/** A key that signs tokens, with the public half as published. */
export type SigningKey = {
  readonly kid: string;
  readonly privateKey: webcrypto.CryptoKey;
  readonly publicKey: webcrypto.CryptoKey;
  readonly jwk: JWK;
};

const keys = new Map<string, Promise<SigningKey>>();

/** The RS256 key of a signer, made at its first use in this process. */
export function signingKey(signer: "entra" | "github" | "pipelines"): Promise<SigningKey> {
  const known = keys.get(signer) ?? makeKey(signer);
  keys.set(signer, known);
  return known;
}

/** A signer's keys as a JSON Web Key Set. */
export async function keySet(signer: "entra" | "github" | "pipelines"): Promise<{ keys: JWK[] }> {
  return { keys: [(await signingKey(signer)).jwk] };
}

async function makeKey(signer: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
  const kid = `${signer}-1`;
  return {
    kid,
    privateKey,
    publicKey,
    jwk: { ...(await exportJWK(publicKey)), kid, use: "sig", alg: "RS256" },
  };
}
