import type { CredentialErrorCode, GraphErrorCode } from "../graph/error-codes.ts";
import type { PulumiErrorCode } from "../pulumi-cli/error-codes.ts";
import type { CodeTable } from "../text/error-codes.ts";
import { resetErrorCodes } from "./reset/error-codes.ts";

/** The codes of CommandError, beside those of a failed Graph call or sign-in. */
export const commandErrorCodes = {
  usage: {
    stage: "commandLine",
    looksLike: "--<option> <what it must be>",
    why: "The command line cannot be understood, or asks for two things that exclude each other. Nothing was changed.",
    whatToDo: "Do what the hint says; `--help` shows what the command takes.",
  },
  signedInElsewhere: {
    stage: "signIn",
    looksLike: "ARM_TENANT_ID is <tenant>, and you signed in to <tenant>.",
    why: "A variable chooses another tenant or cloud than the one that `pin-reset login` signed in to.",
    whatToDo:
      "Unset the variable, or sign in to what it names: `npm run pin-reset -- login --tenant <tenant>`.",
  },
  badSignInFile: {
    stage: "signIn",
    looksLike: "<file> does not say who signed in.",
    why:
      "The file that says who signed in was changed or cut off, is another version's, or is in a folder that is not this " +
      "account's alone or cannot be written to. It holds no token, but says where you sign in.",
    whatToDo:
      "Run `npm run pin-reset -- login`, which writes it again, or `npm run pin-reset -- logout`. Take away the right of others to " +
      "write to its folder and those above (`chmod go-w`), or let `PIN_RESET_CONFIG_DIR` name another.",
  },
  tokensNotRemoved: {
    stage: "signIn",
    looksLike:
      "The tokens of <person> are still in the system's keychain, which cannot be reached: <reason>.",
    why: "`logout` removes the tokens that were kept, and the package that reaches the keychain is gone, or the keychain is locked.",
    whatToDo:
      "Run `npm install --no-save @azure/identity-cache-persistence`, unlock the keychain, and run `npm run pin-reset -- logout` again.",
  },
  nobodySignedIn: {
    stage: "signIn",
    looksLike: "Nobody is signed in, and the ARM_* variables give no credential.",
    why: "`pin-reset whoami` found neither a sign-in of `pin-reset login` nor ARM_* variables.",
    whatToDo: "Run `npm run pin-reset -- login`, or set the ARM_* variables of an application.",
  },
  severalApplications: {
    stage: "signIn",
    looksLike: '<count> applications are named "<name>": <client IDs>',
    why: "Entra allows several applications of one name, so that `setup-app` cannot tell which one is meant.",
    whatToDo: "Say with `--client-id` which one is meant, or give another `--name`.",
  },
  noApplication: {
    stage: "signIn",
    looksLike: "The tenant has no application <client ID> of its own.",
    why: "`setup-app --client-id` names an application that is registered in another tenant, or was deleted.",
    whatToDo:
      "Take the client ID from App registrations; without the option a new application is registered.",
  },
  applicationNotOurs: {
    stage: "signIn",
    looksLike:
      'An application named "<name>" is there already, and others may act as it: <reasons>. Nothing was changed.',
    why:
      "In most tenants every user may register an application, under any name. `setup-app` would add permissions to it, and an " +
      "administrator would consent to them, for whoever owns it, has its secret, or receives what Entra sends to its addresses.",
    whatToDo:
      "Look at it under App registrations. If it is your team's, give its client ID with `--client-id`; if not, give another `--name`, " +
      "and find out who registered it.",
  },
  unknownPermission: {
    stage: "signIn",
    looksLike: "Microsoft Graph does not publish <permissions> here.",
    why: "The cloud's Microsoft Graph has no permission of that name: a national cloud may have fewer.",
    whatToDo: "Check `ARM_ENVIRONMENT`; leave some permissions out with `setup-app --for`.",
  },
  noTerminal: {
    stage: "commandLine",
    looksLike: "This needs an answer, and there is no terminal to ask on.",
    why: "Standard input or standard error is no terminal, as in a pipeline.",
    whatToDo: "Answer beforehand with the option that the hint names, such as `--yes`.",
  },
  failed: {
    stage: "commandLine",
    looksLike: "<words of Node.js>",
    why: "Something failed for which the project has no words of its own.",
    whatToDo: "Run the same command again. If it stays so, open an issue with the message.",
  },
  notPrinted: {
    stage: "commandLine",
    looksLike: "Standard output takes no more: <reason>.",
    why: "The disk that the output goes to is full; or, where a passcode was to be printed, the program that reads the output has ended.",
    whatToDo:
      "Give the output another place, and do what the hint says: a passcode that is set can be seen without another reset, and `reset --from` prints what was not printed yet.",
  },
  badConfig: {
    stage: "commandLine",
    looksLike: "<file>:<line>: <key> <is no key, or may only stand in your own file, or what it must be>",
    why: "A configuration file is not YAML, or has a key that does not exist, that a folder's file may not have, or of another form.",
    whatToDo:
      "Correct the line. [cli.md](cli.md#configuration) lists the keys; `pin-reset config set KEY VALUE` checks them.",
  },
  queryFailed: {
    stage: "commandLine",
    looksLike: "--query cannot select that, so the output was printed whole: <reason>",
    why: "A function of the expression got a value that it does not take, or `--output csv` or `table` a result that has no rows.",
    whatToDo: "Correct the expression. What the command did is done, and its whole output was printed.",
  },
  fileNotWritten: {
    stage: "commandLine",
    looksLike: "The file of --<option> cannot be written: <reason>",
    why: "Its folder is not there, the file is there already (`adopt --file`), or this account may not write it.",
    whatToDo: "Give another path, in a folder that is there and may be written to.",
  },
  answersMissing: {
    stage: "init",
    looksLike: "Without a question this needs <options>.",
    why: "`--yes` was given, or there is no terminal to ask on, and no option has the answers that have no default.",
    whatToDo: "Add the options that the message names, or run it on a terminal.",
  },
  noProject: {
    stage: "init",
    looksLike: "This folder has no Pulumi.yaml that names a project.",
    why: "The settings of a stack are beside the Pulumi.yaml of its project.",
    whatToDo: "Run the command in the folder of the checkout.",
  },
  otherProject: {
    stage: "init",
    looksLike:
      'The project "<project>" of this folder declares no setting assignments: its program takes other settings than these.',
    why: "`init` writes the settings of the program of this repository. A program of your own, or of a template, has its own.",
    whatToDo: "Set those with `pulumi config set`, or run the command in a checkout of pin-reset.",
  },
  stackFileExists: {
    stage: "init",
    looksLike: "<file> is there already, and is left as it is.",
    why: "`init` writes a new file and never over one that is there.",
    whatToDo: "Edit the file, or give another name with `--stack`.",
  },
  notArrived: {
    stage: "consent",
    looksLike: "After <minutes> minutes the tenant does not have both applications.",
    why: "A consent link was not accepted, was accepted in another tenant, or Graph does not show it yet.",
    whatToDo:
      "Accept both links, in the tenant that the credentials sign in to; `npm run pin-reset -- consent --wait` looks again.",
  },
  undocumentedCloud: {
    stage: "consent",
    looksLike: "The cloud is <cloud>: <what Microsoft does not document there>.",
    why: "Microsoft does not document the PIN reset service for this cloud. [clouds.md](clouds.md) says what is known of each.",
    whatToDo:
      "Check `ARM_ENVIRONMENT` and `ARM_METADATA_HOSTNAME`; to print the links all the same, add `--allow-undocumented-cloud`.",
  },
  noProfile: {
    stage: "adopt",
    looksLike:
      "Intune has no custom profile, settings catalog, Endpoint security or identity protection policy with the id <id>.",
    why: "`--profile` names no policy of this tenant's that can set EnablePinRecovery.",
    whatToDo:
      "Give `--profile` the id of one, or leave it out to find it by the setting that turns PIN recovery on.",
  },
  severalProfiles: {
    stage: "adopt",
    looksLike: "<count> policies set EnablePinRecovery: <ids>",
    why: "More than one policy turns PIN recovery on, and one stack manages one.",
    whatToDo:
      "Say with `--profile ID` which one is to come under management, and delete the others in Intune.",
  },
  otherKind: {
    stage: "adopt",
    looksLike:
      "The <policy> sets EnablePinRecovery, and the stack declares a policy of another kind: a second one would be created.",
    why: "`pin-reset:profile.kind` is not the kind of the policy that the tenant has.",
    whatToDo: "Set `pin-reset:profile.kind` as the hint says, and run the same command again.",
  },
  noReadinessSource: {
    stage: "readiness",
    looksLike: 'Intune has no remediation script named "<name>". <what is missing besides>',
    why: "Devices report whether a PIN can be reset only where the stack has the remediation script.",
    whatToDo:
      "Set `pin-reset:readiness` to `true`, run `pulumi up`, and wait until devices have reported, up to a day.",
  },
  noScript: {
    stage: "readiness",
    looksLike: 'Intune has no remediation script with the name or id "<script>".',
    why: "`--script` names none of this tenant's scripts, or the credential's scope tags hide it.",
    whatToDo: "Copy the name from the Intune admin center, or leave `--script` out.",
  },
  severalScripts: {
    stage: "readiness",
    looksLike: '<count> remediation scripts are named "<name>": <ids>',
    why: "Intune allows several scripts of one name.",
    whatToDo: "Give `--script` the id of the one that is meant, and delete the others in Intune.",
  },
  pendingToo: {
    stage: "drift",
    looksLike:
      "Nothing was restored: the program also has pending changes to the resources that drifted: <changes>",
    why: "`drift --heal` would apply changes of the program together with what it restores.",
    whatToDo: "Apply both with `pulumi up`, or run it on a terminal without `--yes`, to be asked.",
  },
  ...resetErrorCodes,
} as const satisfies CodeTable;

/** Every code that a command can end with. */
export type ErrorCode =
  | keyof typeof commandErrorCodes
  | PulumiErrorCode
  | GraphErrorCode
  | CredentialErrorCode;
