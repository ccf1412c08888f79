import type { GraphErrorKind } from "../../graph/errors.ts";

/** A way out that the message itself does not name; `path` is the beginning of the file's path that raises it. */
export type Explained = { readonly path: string; readonly error: RegExp; readonly wayOut: string };

const graphChanged =
  "Run the same command again. If it stays so, something between here and Graph changes its answers, or Graph itself " +
  "has changed: open an issue with the message and its request-id.";
const declaration = "Change that property in the program.";
const interrupted = "Run the same command again when it is wanted.";
const listedByFind = "It is one line of `No Pulumi CLI found`: do as that says.";
const nodeHost =
  "What the program printed above says why. If it printed nothing, run the same command again with `-v 9`.";

/** For errors whose message has no way out in it. Each entry explains an error that the code raises. */
export const explained: readonly Explained[] = [
  { path: "cli/main.ts", error: /^Interrupted by Ctrl-C/, wayOut: interrupted },
  {
    path: "cli/reset/bulk/journal.ts",
    error: /was removed while it was opened/,
    wayOut: "Part of `The results file cannot be written`: do as that says.",
  },
  {
    path: "cli/reset/bulk/regular-file.ts",
    error: /not a regular file$/,
    wayOut: "Part of `The results file cannot be read` or `written`: do as that says.",
  },
  {
    path: "cli/reset/outcome.ts",
    error: /cannot be reset: <reason>/,
    wayOut: "The reason decides: each one is in this list, from `not supported on Windows` on.",
  },
  {
    path: "graph/errors.ts",
    error: /^not sent, since/,
    wayOut: "A link in an answer led to another host, which gets no token. Open an issue with the message.",
  },
  {
    path: "graph/credentials/azure-cli.ts",
    error: /gave no token within/,
    wayOut: "Run `az account get-access-token` by hand, see what it waits for, and try again.",
  },
  {
    path: "graph/credentials/pkcs12.ts",
    error: /^no (?:certificate|private key)$/,
    wayOut: "It shows as `is no PEM file, nor a PKCS#12 file`: do as that says.",
  },
  {
    path: "graph/credentials/source.ts",
    error: /answered without a token/,
    wayOut: "Part of `Could not sign in`, with the hint of the way to sign in: do as that says.",
  },
  {
    path: "graph/credentials/failures.ts",
    error: /^Could not sign in \(<way>\): <said>$/,
    wayOut: "Entra's code, or else the way to sign in, decides: each one is in this list.",
  },
  { path: "graph/errors.ts", error: /^cancelled/, wayOut: interrupted },
  { path: "graph/errors.ts", error: /^Graph answered/, wayOut: graphChanged },
  {
    path: "intune/import.ts",
    error: /^<property> is /,
    wayOut:
      "Part of `cannot be imported as it is`: give that setting its value again in the Intune admin center, and import " +
      "again; or let the program make a profile of another name.",
  },
  {
    path: "intune/new-profile.ts",
    error: /did not answer the look behind it/,
    wayOut: "The profile is made. Run `pulumi preview`: it shows whether another one of that name is there.",
  },
  { path: "intune/targets.ts", error: /is (?:required|the target of)/, wayOut: declaration },
  { path: "provider/check.ts", error: /is required$/, wayOut: declaration },
  {
    path: "provider/server.ts",
    error: /schema version .* is not supported/,
    wayOut: "Ask for version 0, as `pulumi package get-schema ./intune` does.",
  },
  { path: "provider/server.ts", error: /^Cancelled: /, wayOut: interrupted },
  {
    path: "provider/server.ts",
    error: /before it configured this plugin/,
    wayOut: "Update the Pulumi CLI to 3.227 or newer.",
  },
  {
    path: "provider/server.ts",
    error: /configured already, with other settings/,
    wayOut: "The engine configures a plugin once: find out which other program of this machine called it.",
  },
  {
    path: "provider/server.ts",
    error: /has no (?:function|resource)/,
    wayOut: "Use one that it has; if a later version of the project had it, run that version.",
  },
  { path: "pulumi-cli/cache.ts", error: /ended without an executable/, wayOut: listedByFind },
  { path: "pulumi-cli/go-build.ts", error: /\bgo\b|build ended/, wayOut: listedByFind },
  {
    path: "stand-ins/language-nodejs/install-dependencies.ts",
    error: /install` in/,
    wayOut: "Run that command in that folder, and fix what it says.",
  },
  {
    path: "stand-ins/language-nodejs/main.ts",
    error: /cannot listen on 127\.0\.0\.1/,
    wayOut: "Let processes of this machine listen on loopback: a sandbox or a firewall keeps them from it.",
  },
  {
    path: "stand-ins/language-nodejs/run-program.ts",
    error: /^Node\.js could not be started/,
    wayOut: "Run `npm ci` again: it brings the Node.js that the project runs on.",
  },
  {
    path: "stand-ins/language-nodejs/run-program.ts",
    error: /ended by <signal>|non-zero exit code/,
    wayOut: nodeHost,
  },
  {
    path: "pulumi-cli/main.ts",
    error: /cannot be started/,
    wayOut:
      "Remove that file, or take its folder off PATH, and run the same command again: another CLI is found or made.",
  },
  {
    path: "pulumi-cli/stack.ts",
    error: /pulumi stack init|is not piped/,
    wayOut: "It comes in the demo and the tests alone. Run them again; what Pulumi said is in the message.",
  },
];

/** What the kinds of a failed Graph call mean, which are the codes of `--output json`, and the way out of each. */
export const graphKinds: Record<GraphErrorKind, { readonly means: string; readonly wayOut: string }> = {
  notFound: { means: "Graph has nothing at that path.", wayOut: "Check the id in it, and the tenant." },
  conflict: {
    means: "Somebody changed the same thing at the same time, or it is there already.",
    wayOut: "Run the same command again: it reads the tenant first.",
  },
  rejected: {
    means: "Graph did not take the request.",
    wayOut:
      "Graph's own words, in the message, say what it does not take: change that in the settings or the program.",
  },
  unauthorized: {
    means: "Graph did not accept a fresh token.",
    wayOut: "Check the clock, the tenant, the cloud, and the permission that the message names.",
  },
  forbidden: {
    means: "The credential may not do this.",
    wayOut:
      "Give it the permission that the message names, and consent to it; a user needs a role in Intune, too. [permissions.md](permissions.md) has every call.",
  },
  throttled: { means: "Too many requests until the time was up.", wayOut: "Try again later." },
  unavailable: { means: "Graph failed until the time was up.", wayOut: "Try again later." },
  interrupted: {
    means: "The connection broke after the request was sent; it may have been carried out.",
    wayOut: "Run the same command again: it looks before it writes.",
  },
  unreachable: {
    means: "No connection, so nothing was sent.",
    wayOut: "Check the network, HTTPS_PROXY and ARM_ENVIRONMENT.",
  },
  untrustedCertificate: {
    means: "The host's certificate is not trusted.",
    wayOut: "Name the PEM file of its authority in NODE_EXTRA_CA_CERTS.",
  },
  unexpectedAnswer: {
    means: "The answer is not Graph's.",
    wayOut: "Look for a proxy or a sign-in page of the network in between.",
  },
  cancelled: { means: "The run was interrupted.", wayOut: "Run the same command again when it is wanted." },
};
