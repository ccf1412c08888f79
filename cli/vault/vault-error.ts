import type { SecretClient } from "@azure/keyvault-secrets";
import { z } from "zod";
import { CredentialError } from "../../graph/credentials/errors.ts";
import { explainNetworkFailure, networkFailure } from "../../graph/network.ts";
import { redact } from "../../graph/redact.ts";
import type { ErrorCode } from "../error-codes.ts";
import { CommandError } from "../errors.ts";

/** The call that failed; what was being stored: the secret's name, what must not show, and how to come back to it. */
type VaultCall = {
  readonly name: string;
  readonly client: SecretClient;
  readonly signal: AbortSignal;
  readonly storing?: { readonly secret: string; readonly hidden?: string; readonly again?: string };
};

const refusal = z.object({
  statusCode: z.number().optional(),
  message: z.string(),
  details: z
    .object({
      error: z
        .object({
          code: z.string().nullish(),
          message: z.string().nullish(),
          innerError: z.object({ code: z.string().nullish() }).nullish(),
        })
        .nullish(),
    })
    .nullish()
    .catch(undefined),
});

/**
 * The error for what a call of a vault threw: a CredentialError as it is, else a CommandError that names the vault
 * and has a hint.
 * Source: https://learn.microsoft.com/azure/key-vault/general/rest-error-codes
 */
export function vaultError(error: unknown, { name, client, signal, storing }: VaultCall): Error {
  if (error instanceof CredentialError) {
    return error;
  }
  const failed = (code: ErrorCode, message: string, ...hints: (string | undefined)[]) =>
    new CommandError(code, message, {
      hint: [...hints, storing?.again].filter(Boolean).join("\n") || noHint,
      ending: signal.aborted ? "interrupted" : "failed",
    });
  if (signal.aborted) {
    return failed("interrupted", `Interrupted while the key vault ${name} was asked.`);
  }
  const network = networkFailure(error);
  if (network) {
    const { message, hint } = explainNetworkFailure(network, new URL(client.vaultUrl).host, "--vault");
    return failed("vaultUnreachable", message, hint);
  }
  const { statusCode, message, details } = refusal.catch({ message: String(error) }).parse(error);
  const code = details?.error?.innerError?.code ?? details?.error?.code ?? "";
  if (/^ForbiddenBy(Firewall|Connection)$/.test(code)) {
    return failed(
      "vaultUnreachable",
      `The key vault ${name} takes no calls from this network (${code}).`,
      closed,
    );
  }
  if (statusCode === 401 || statusCode === 403) {
    return failed(
      "vaultForbidden",
      `The key vault ${name} does not let this account keep secrets there.`,
      noRole,
    );
  }
  if (code === "ObjectIsDeletedButRecoverable") {
    const deleted = `The key vault ${name} has a deleted secret ${storing?.secret}, whose name is not free yet.`;
    return failed("vaultNameDeleted", deleted, takeBack(name, storing?.secret));
  }
  const said = redact(details?.error?.message ?? message, [storing?.hidden]);
  return failed("vaultFailed", `The key vault ${name} answered ${statusCode ?? "nothing"}: ${said}`);
}

const noHint = "Try again; if it stays so, see what the vault's own log says.";

const closed =
  "Run this from a network that the vault's firewall allows, or by its private endpoint; or allow this network there.";

const noRole =
  "Give it the role Key Vault Secrets Officer on the vault (or, with access policies, the secret permission Set);\n" +
  "a new role takes some minutes to count.";

function takeBack(vault: string, secret = ""): string {
  return (
    "Recover it, and what is written becomes its next version:\n" +
    `az keyvault secret recover --vault-name ${vault} --name ${secret}`
  );
}
