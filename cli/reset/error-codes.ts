import type { SupportCode } from "../../domain/support.ts";
import type { CodeTable } from "../../text/error-codes.ts";

/** The codes of CommandError that only `reset` has. */
export const resetErrorCodes = {
  noDevice: {
    stage: "reset",
    looksLike: "No managed device <is named so>. / <count> managed devices <are named so>: <ids>",
    why: "No device fits, or more than one does; or the credential sees no device at all.",
    whatToDo:
      "`npm run pin-reset -- devices` lists those that this credential can see, and the hint names the nearest: give the id of the one that is meant. An application needs DeviceManagementManagedDevices.Read.All, a signed-in user a role in Intune whose scope has devices.",
  },
  notSupported: {
    stage: "reset",
    looksLike: "<device> cannot be reset: <reason>.",
    why: "Intune cannot reset this device's passcode, or the device answered so. Nothing was reset.",
    whatToDo: "The reason decides; each one follows below.",
  },
  alreadyRunning: {
    stage: "reset",
    looksLike: "A reset of <device> that was asked for at <time> is <state>; it was not reset again.",
    why: "Another reset runs on the device, or somebody reset it while the question was open: a second one would replace its passcode.",
    whatToDo:
      "See its result: `npm run pin-reset -- reset --resume ID`. To reset the device all the same, add `--again`; on a terminal you are asked about one that runs.",
  },
  resetFailed: {
    stage: "reset",
    looksLike: "The reset of <device> failed on the device with error code <number>.",
    why: "The reset needs a passcode policy in force on the device.",
    whatToDo:
      "Check that a policy is assigned, and that the device's last check-in (`npm run pin-reset -- devices`) is recent. Then reset it again.",
  },
  canceled: {
    stage: "reset",
    looksLike: "The reset of <device> was canceled in Intune. Its passcode is as it was.",
    why: "Somebody canceled the action, or another action took its place.",
    whatToDo:
      "`npm run pin-reset -- audit` shows who else acted on the device; reset it again if that is still wanted.",
  },
  noPasscode: {
    stage: "reset",
    looksLike: "A passcode was set on <device> at <time>, but Graph does not show it.",
    why: "This account may not see it, or the seven days are over for which Intune shows it.",
    whatToDo: "Look at the device's overview in the Intune admin center; after seven days, reset it again.",
  },
  stillRunning: {
    stage: "reset",
    looksLike: "The reset of <device> goes on; it is <state>.",
    why: "The time of `--timeout` is over. A device that is off or offline gets the reset when it next connects.",
    whatToDo:
      "Wait on, without another reset: `npm run pin-reset -- reset --resume ID --after TIME`, as the hint has it.",
  },
  noReset: {
    stage: "reset",
    looksLike: "Intune shows no reset of <device>.",
    why: "None was asked for, or the one after the given time does not show yet.",
    whatToDo:
      "Look again in some minutes. Where none shows a quarter of an hour after the request, reset the device again.",
  },
  unknownOutcome: {
    stage: "reset",
    looksLike:
      "Graph's answer to the reset of <device> was lost, and no reset shows: whether it was carried out is not known.",
    why: "The connection broke after the request was sent.",
    whatToDo:
      "Look again with the command in the hint, which resets nothing. Reset it again only where none shows 15 minutes after the request.",
  },
  badList: {
    stage: "bulkReset",
    looksLike: "The list of devices cannot be used. Nothing was reset. <lines>",
    why: "The CSV file lacks a column that says which device is meant, repeats a device, or is no CSV file.",
    whatToDo:
      "Use what `npm run --silent pin-reset -- devices --resettable --output csv` writes, or an export of the Intune admin center, unpacked.",
  },
  noList: {
    stage: "bulkReset",
    looksLike: "The list of devices cannot be read: <reason>.",
    why: "The file of `--from` is not there, or this account may not read it.",
    whatToDo: "Give `--from` the path of a CSV file, or `-` for standard input.",
  },
  otherList: {
    stage: "bulkReset",
    looksLike: "<file> holds the results of another list of devices.",
    why: "The list was changed since, or the results file belongs to another one.",
    whatToDo:
      "Give the list as it was: the same command goes on with it. For another list give another `--results FILE`, and leave out of it the devices that the first file names as done: they would be reset again.",
  },
  otherDevice: {
    stage: "bulkReset",
    looksLike: "<file> names another device for line <line>.",
    why: "The device was renamed or enrolled again since, or the results file was altered.",
    whatToDo:
      "`npm run pin-reset -- reset --resume ID` shows its result; give the device the name in the list again, or restore the file, and run the same command.",
  },
  badResults: {
    stage: "bulkReset",
    looksLike: "<file> is not a results file of this program: see its line 1.",
    why: "The file of `--results` is another program's, or was edited.",
    whatToDo:
      "Give another `--results FILE` where it is another program's. Where it was edited, repair it: another file would reset again the devices that this one names.",
  },
  inUse: {
    stage: "bulkReset",
    looksLike: "Another run writes <file> at this time.",
    why: "Two runs with one results file would reset devices twice.",
    whatToDo: "Wait for the other run. If there is none, on no machine, remove the lock that the hint names.",
  },
  noResults: {
    stage: "bulkReset",
    looksLike: "The results file cannot be written: <reason>.",
    why: "It is no regular file, its folder is not there, or the disk is full. Nothing was reset.",
    whatToDo:
      "See to it that the file can be read and written, and run the same command again: another results file would reset again the devices that this one names.",
  },
  unrecorded: {
    stage: "bulkReset",
    looksLike: "Resets were asked for, and <file> cannot be written any more: <reason>.",
    why: "The disk is full, or the file was taken away while resets ran. No further reset is asked for.",
    whatToDo: "Free the disk, and keep the file: it names every device whose reset was asked for.",
  },
  superseded: {
    stage: "bulkReset",
    looksLike: "A later reset of <device>, of <time>, replaces the passcode that was delivered.",
    why: "Somebody reset the device again after its passcode was printed.",
    whatToDo: "See the later passcode: `npm run pin-reset -- reset --resume ID --after TIME`.",
  },
  noVaults: {
    stage: "vault",
    looksLike: "This cloud has no key vaults.",
    why: "The document of `ARM_METADATA_HOSTNAME` has no suffixes.keyVaultDns.",
    whatToDo: "Leave out `--vault`.",
  },
  vaultUnreachable: {
    stage: "vault",
    looksLike: "The key vault <name> takes no calls from this network (ForbiddenByFirewall).",
    why: "The vault's firewall refuses this network, or its name does not exist.",
    whatToDo:
      "Run this from a network that the vault's firewall allows, or by its private endpoint; or allow this network there. A passcode that is set already shows in Intune: the hint says how to store it.",
  },
  vaultForbidden: {
    stage: "vault",
    looksLike: "The key vault <name> does not let this account keep secrets there.",
    why: "The account has no role on the vault that writes secrets, or has it for some minutes only.",
    whatToDo:
      "Give it the role Key Vault Secrets Officer on the vault, or with access policies the secret permission Set.",
  },
  vaultNameDeleted: {
    stage: "vault",
    looksLike: "The key vault <name> has a deleted secret <secret>, whose name is not free yet.",
    why: "A deleted secret keeps its name until it is purged.",
    whatToDo: "Recover it: `az keyvault secret recover --vault-name VAULT --name SECRET`.",
  },
  vaultFailed: {
    stage: "vault",
    looksLike: "The key vault <name> answered <status>: <words>",
    why: "The vault failed.",
    whatToDo: "Try again; if it stays so, see what the vault's own log says.",
  },
} as const satisfies CodeTable;

/** Why a device cannot be reset: the reasons of `notSupported`. */
export const supportCodes: Readonly<Record<SupportCode, CodeTable[string]>> = {
  windows: {
    stage: "reset",
    looksLike: "<device> cannot be reset: not supported on Windows.",
    why: "Intune resets no passcode of Windows 10 and 11. A forgotten PIN is its user's to replace, which is what this project is for.",
    whatToDo:
      'Its user chooses "I forgot my PIN" at the lock screen. `npm run pin-reset -- doctor` says whether the profile is on the device.',
  },
  ios: {
    stage: "reset",
    looksLike: "<device> cannot be reset: not supported on iOS.",
    why: "Intune removes the passcode of such devices, and sets none.",
    whatToDo: 'Use "Remove passcode" in the Intune admin center.',
  },
  macos: {
    stage: "reset",
    looksLike: "<device> cannot be reset: not supported on macOS.",
    why: "Intune resets no password of a Mac.",
    whatToDo:
      "Its user resets it at the login window; with FileVault, by the recovery key that the Intune admin center shows.",
  },
  android: {
    stage: "reset",
    looksLike: "<device> cannot be reset: not documented for Android.",
    why: "The documented table leaves Android out; Intune has added Android Enterprise and AOSP since.",
    whatToDo: "If this device is one of them, add `--allow-platform android`.",
  },
  otherPlatform: {
    stage: "reset",
    looksLike: "<device> cannot be reset: not documented for this platform.",
    why: "Intune's documented table has Windows 10 Mobile alone.",
    whatToDo: "Look in the Intune admin center for what can be done with it.",
  },
  versionUnknown: {
    stage: "reset",
    looksLike: "<device> cannot be reset: its version is not known.",
    why: "The reset needs Windows 10 Mobile 10.0.15063, and the device reports no version.",
    whatToDo: "Sync the device in Intune; update the phone, or wipe it.",
  },
  versionTooOld: {
    stage: "reset",
    looksLike: "<device> cannot be reset: older than 10.0.15063.",
    why: "The reset needs the Creators Update, 10.0.15063.",
    whatToDo: "Update the phone, or wipe it.",
  },
  joinTypeUnknown: {
    stage: "reset",
    looksLike: "<device> cannot be reset: its join type is not known.",
    why: "The reset needs a phone that is joined to Azure AD.",
    whatToDo: "Join the phone to Azure AD (Settings > Accounts > Access work or school), or wipe it.",
  },
  notJoined: {
    stage: "reset",
    looksLike: "<device> cannot be reset: not joined to Azure AD.",
    why: "The reset needs a phone that is joined to Azure AD.",
    whatToDo: "Join the phone to Azure AD (Settings > Accounts > Access work or school), or wipe it.",
  },
};
