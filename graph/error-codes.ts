import type { CodeTable } from "../text/error-codes.ts";

/** The codes of CredentialError: no token was issued. */
export const credentialErrorCodes = {
  incomplete: {
    stage: "signIn",
    looksLike: "No way to sign in has all its settings.",
    why: "Neither the provider's settings nor the ARM_* variables have all that one credential needs.",
    whatToDo:
      "Give what one of the credentials in the hint lacks, or sign in with `az login` and set `ARM_USE_CLI=true`.",
  },
  badCredentialSetting: {
    stage: "signIn",
    looksLike: "<setting> (<variable>) must be a GUID such as 3b7a2d54-0c1f-4a36-9b0e-6f1d2c3b4a5e.",
    why: "A provider setting or an ARM_* variable is unknown, of another form, or names a host that a credential of this machine must not be sent to.",
    whatToDo: "Give the setting that is named the form that is named, or remove it.",
  },
  unusable: {
    stage: "signIn",
    looksLike:
      "<path>, named by clientCertificatePath (ARM_CLIENT_CERTIFICATE_PATH), cannot be read: <reason>.",
    why: "A file, a program (`az`), a managed identity or a pipeline's OIDC endpoint that the credential needs is not there, or does not hold what it must.",
    whatToDo:
      "Do what the hint says for that credential. Certificates: a PEM or PFX file with the app registration's certificate and its RSA key; one in an old format opens after `openssl pkcs12 -legacy` has rewritten it. Azure CLI: install it (https://aka.ms/azure-cli), run `az login`, and see what `az account get-access-token` says.",
  },
  rejected: {
    stage: "signIn",
    looksLike: "Could not sign in (<credential>): AADSTS7000215: Invalid client secret provided.",
    why: "Microsoft Entra refused the credential; its AADSTS code says why (https://learn.microsoft.com/entra/identity-platform/reference-error-codes).",
    whatToDo:
      "Do what the hint says for that code: check `ARM_CLIENT_ID` and `ARM_TENANT_ID` (AADSTS700016), give a secret's value and not its ID (AADSTS7000215), make a new secret (AADSTS7000222), upload the certificate (AADSTS700027), or correct the federated credential's issuer, subject and audience (AADSTS70021, AADSTS700211 to 700213).",
  },
  signInNeeded: {
    stage: "signIn",
    looksLike: "A person must sign in for this, and there is no terminal to ask on.",
    why: "The sign-in of a person is over or was never kept, and nobody could be asked, or nobody answered in time.",
    whatToDo:
      "Run `npm run pin-reset -- login` on a terminal. [Signing in](sign-in.md#keep-the-sign-in) says how it is kept; a pipeline needs a credential of an application.",
  },
  tenantNotFound: {
    stage: "signIn",
    looksLike: "Could not sign in (<credential>): AADSTS90002: Tenant '<tenant>' not found.",
    why: "The tenant does not exist in the cloud that was asked.",
    whatToDo: "Check `ARM_TENANT_ID`; a tenant of a national cloud needs `ARM_ENVIRONMENT` too.",
  },
  throttled: {
    stage: "signIn",
    looksLike: "Could not sign in (<credential>): login.microsoftonline.com answered 429",
    why: "Too many sign-ins, until no time was left to wait.",
    whatToDo: "Try again later; look for what else signs in with this credential.",
  },
  unavailable: {
    stage: "signIn",
    looksLike: "Could not sign in (<credential>): login.microsoftonline.com answered 503",
    why: "The issuer of tokens failed, or its connection broke, until no time was left to wait.",
    whatToDo: "Try again later.",
  },
  unreachable: {
    stage: "signIn",
    looksLike: "Could not sign in (<credential>): <host> cannot be reached (ECONNREFUSED).",
    why: "No connection to the issuer of tokens was made: its name does not exist, nothing listens there, or it does not speak TLS.",
    whatToDo:
      "Check the network, and `ARM_ENVIRONMENT` and `ARM_METADATA_HOSTNAME`, which choose the host. Behind a proxy set `HTTPS_PROXY`, and before Node.js 24.14 `NODE_USE_ENV_PROXY=1` too.",
  },
  untrustedCertificate: {
    stage: "signIn",
    looksLike:
      "Could not sign in (<credential>): The certificate of <host> is not trusted (SELF_SIGNED_CERT_IN_CHAIN).",
    why: "The issuer's certificate comes from an authority that this machine does not know: a private cloud, or a proxy that inspects TLS.",
    whatToDo: "Set `NODE_EXTRA_CA_CERTS` to the PEM file of that authority, and start again.",
  },
} as const satisfies CodeTable;

/** What kind of failure a CredentialError is. */
export type CredentialErrorCode = keyof typeof credentialErrorCodes;

/** The codes of GraphError: a call of Microsoft Graph that failed. */
export const graphErrorCodes = {
  unreachable: {
    stage: "network",
    looksLike: "GET <path>: <host> cannot be reached (ECONNREFUSED).",
    why: "No connection was made, so nothing was sent: the host's name does not exist, nothing listens there, or it does not speak TLS.",
    whatToDo:
      "Check the network, and `ARM_ENVIRONMENT` and `ARM_METADATA_HOSTNAME`, which choose the host. Behind a proxy set `HTTPS_PROXY`, and before Node.js 24.14 `NODE_USE_ENV_PROXY=1` too.",
  },
  untrustedCertificate: {
    stage: "network",
    looksLike: "GET <path>: The certificate of <host> is not trusted (SELF_SIGNED_CERT_IN_CHAIN).",
    why: "The host's certificate comes from an authority that this machine does not know: a private cloud, or a proxy that inspects TLS.",
    whatToDo: "Set `NODE_EXTRA_CA_CERTS` to the PEM file of that authority, and start again.",
  },
  badProxy: {
    stage: "network",
    looksLike: "HTTPS_PROXY does not name a proxy that Node.js can use.",
    why: "The variable holds no address of an http or https proxy.",
    whatToDo: "Set it to the address of an HTTP proxy, such as `http://proxy.contoso.com:3128`.",
  },
  interrupted: {
    stage: "network",
    looksLike: "POST <path>: The connection to <host> broke before the answer came (ECONNRESET).",
    why: "The connection broke after the request was sent: it may have been carried out.",
    whatToDo: "Run the same command again: it looks before it writes.",
  },
  unexpectedResponse: {
    stage: "network",
    looksLike: "GET <path>: 200: The answer is not in Microsoft Graph's form.",
    why: "What answered is not Graph, or Graph answered something that it does not publish: a proxy or a sign-in page of the network stands between, `ARM_METADATA_HOSTNAME` names a host that describes no cloud, or an id is that of another kind of object.",
    whatToDo:
      "Check `HTTPS_PROXY`, `ARM_METADATA_HOSTNAME` and the id, and run the same command again. If it stays so, open an issue with the message and its request-id.",
  },
  cancelled: {
    stage: "network",
    looksLike: "GET <path>: cancelled.",
    why: "The run was interrupted.",
    whatToDo: "Run the same command again when it is wanted.",
  },
  unauthorized: {
    stage: "graph",
    looksLike: "GET <path>: 401 InvalidAuthenticationToken: <words>",
    why: "Graph did not accept a fresh token.",
    whatToDo:
      "Check this machine's clock, `ARM_TENANT_ID`, that `ARM_ENVIRONMENT` is the tenant's cloud, and the permission that the hint names.",
  },
  forbidden: {
    stage: "graph",
    looksLike:
      "GET <path>: 403 Authorization_RequestDenied: Insufficient privileges to complete the operation.",
    why: "The credential may not do this.",
    whatToDo:
      "Add the permission that the hint names to the app registration, and have an administrator consent to it; a signed-in user needs a role in Intune, too. [permissions.md](permissions.md) has every call.",
  },
  approvalRequired: {
    stage: "graph",
    looksLike:
      "POST <path>: 403 ApprovalRequired: <words>: Intune holds this write until a second administrator approves it (approval code <code>).",
    why: "An access policy of the tenant (Multi Admin Approval) asks a second administrator before such a write. Nothing was written.",
    whatToDo:
      "Have another administrator approve the request (Intune admin center > Tenant administration > Multi Admin Approval), and run `pulumi up` again. Where no justification was given: set `intune:approvalJustification` (`INTUNE_APPROVAL_JUSTIFICATION`).",
  },
  notFound: {
    stage: "graph",
    looksLike: "GET <path>: 404 Request_ResourceNotFound: <words>",
    why: "This tenant has nothing at that path.",
    whatToDo: "Check the id in it, and that the sign-in is to the tenant that has it.",
  },
  conflict: {
    stage: "graph",
    looksLike: "PATCH <path>: 409 Conflict: <words>",
    why: "Something else changed the same object at the same time, or it is there already.",
    whatToDo: "Run the same command again: it reads the tenant first.",
  },
  rejected: {
    stage: "graph",
    looksLike: "POST <path>: 400 BadRequest: <words>",
    why: "Graph did not take the request.",
    whatToDo: "Graph's own words say what it does not take: change that in the settings or the program.",
  },
  throttled: {
    stage: "graph",
    looksLike: "GET <path>: 429 TooManyRequests: <words>",
    why: "Too many requests, until no time was left to wait.",
    whatToDo: "Try again later; look for what else calls Graph in this tenant.",
  },
  unavailable: {
    stage: "graph",
    looksLike: "GET <path>: 503 ServiceUnavailable: <words>",
    why: "Graph failed until the time for repetitions was up.",
    whatToDo: "Try again later.",
  },
} as const satisfies CodeTable;

/** What kind of failure a GraphError is, so that callers need not read messages. */
export type GraphErrorCode = keyof typeof graphErrorCodes;
