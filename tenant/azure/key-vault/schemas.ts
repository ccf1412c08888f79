import { z } from "zod";

/** A vault: `id` is its name, `secretsOfficers` the object ids of those who have the role Key Vault Secrets Officer on it. */
export type KeyVault = { readonly id: string; readonly secretsOfficers: readonly string[] };

/** One version of a secret; `id` is `VAULT/NAME/VERSION`. Times are in seconds since 1970. */
export type KeyVaultSecret = {
  readonly id: string;
  readonly vault: string;
  readonly name: string;
  readonly version: string;
  readonly value: string;
  readonly contentType: string | undefined;
  readonly tags: Readonly<Record<string, string>> | undefined;
  readonly attributes: {
    readonly enabled: boolean;
    readonly nbf?: number | undefined;
    readonly exp?: number | undefined;
    readonly created: number;
    readonly updated: number;
  };
  /** Deleted, and kept until it is purged or recovered: its name is not free. */
  readonly isDeleted: boolean;
};

const seconds = z
  .number()
  .int()
  .nonnegative()
  .max(2 ** 31 - 1);

/** What a secret may be called. Source: https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates */
export const secretName = z.string().regex(/^[0-9a-z-]{1,127}$/i);

/** The body of PUT /secrets/{name}. Source: https://learn.microsoft.com/rest/api/keyvault/secrets/set-secret/set-secret */
export const secretSetParameters = z.strictObject({
  value: z.string().max(25_600),
  contentType: z.string().max(255).optional(),
  tags: z
    .record(z.string().max(512), z.string().max(256))
    .refine((tags) => Object.keys(tags).length <= 15, "has more than 15 tags")
    .optional(),
  attributes: z
    .strictObject({ enabled: z.boolean().optional(), nbf: seconds.optional(), exp: seconds.optional() })
    .optional(),
});
