import type { Reply } from "../../http/message.ts";

/** A response that is an error, as Key Vault words it. Source: https://learn.microsoft.com/azure/key-vault/general/rest-error-codes */
export class KeyVaultFault extends Error {
  readonly status: number;
  readonly code: string;
  readonly innerCode: string | undefined;
  readonly headers: Record<string, string>;

  constructor(
    status: number,
    code: string,
    message: string,
    extra: { innerCode?: string; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.name = "KeyVaultFault";
    this.status = status;
    this.code = code;
    this.innerCode = extra.innerCode;
    this.headers = extra.headers ?? {};
  }
}

/** Key Vault's envelope: `{error: {code, message, innererror: {code}}}`. */
export function faultReply({ status, code, message, innerCode, headers }: KeyVaultFault): Reply {
  const inner = innerCode === undefined ? {} : { innererror: { code: innerCode } };
  return { status, headers, body: { error: { code, message, ...inner } } };
}

/** 400: a parameter is missing or wrong. */
export function badParameter(message: string): KeyVaultFault {
  return new KeyVaultFault(400, "BadParameter", message);
}

/** 404: no secret of that name or version. */
export function secretNotFound(name: string): KeyVaultFault {
  return new KeyVaultFault(
    404,
    "SecretNotFound",
    `A secret with (name/id) ${name} was not found in this key vault. If you recently deleted this secret you may be able to recover it using the correct recovery command.`,
  );
}
