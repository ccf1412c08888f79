import type { CodeTable } from "../text/error-codes.ts";

/** The codes of what keeps a stack from being previewed: its settings, and what they name in the tenant. */
export const issueCodes = {
  missingSetting: {
    stage: "settings",
    looksLike: "pin-reset:<setting> must be <what it must be>",
    why: "A setting that others need is not there.",
    whatToDo:
      "Type the `pulumi config set` line of the hint, with a value of your own. [settings.md](settings.md) has every key.",
  },
  badSetting: {
    stage: "settings",
    looksLike: "pin-reset:<setting> must be <what it must be>",
    why: "The setting has another form than it must, or says something that another one rules out.",
    whatToDo:
      "Type the `pulumi config` lines of the hint, with a value of your own. [settings.md](settings.md) has every key.",
  },
  superfluousSetting: {
    stage: "settings",
    looksLike: "pin-reset:<setting> repeats an earlier entry",
    why: "The setting repeats or excludes another one, so that one of the two does nothing.",
    whatToDo: "Type the `pulumi config rm` line of the hint, or remove the other one.",
  },
  unknownSetting: {
    stage: "settings",
    looksLike: "pin-reset:<setting> is not a setting: did you mean pin-reset:<setting>?",
    why: "The key is misspelled, or stands in another place than it must.",
    whatToDo: "Type the `pulumi config rm` line of the hint, and set the key that was meant.",
  },
  setWithoutPath: {
    stage: "settings",
    looksLike:
      "pin-reset:<setting> was set without --path, so it is a key of its own and not part of a setting",
    why: "Without `--path`, `pulumi config set` takes dots and brackets for part of the key.",
    whatToDo: "Type the lines of the hint: they remove the key, and set it with `--path`.",
  },
  packageMissing: {
    stage: "settings",
    looksLike: "pin-reset:<part> needs the package @pulumi/azure-native, which is optional and not installed",
    why: "The vault and the pipelines' identities need an optional package.",
    whatToDo: "Run `npm install --include=optional`, or remove the setting.",
  },
  undocumentedCloud: {
    stage: "settings",
    looksLike: "The cloud is <cloud>: <what Microsoft does not document there>",
    why: "Microsoft does not document the PIN reset service for this cloud. [clouds.md](clouds.md) says what is known of each.",
    whatToDo:
      "Check `ARM_ENVIRONMENT` and `ARM_METADATA_HOSTNAME`. To try the stack there anyway: `pulumi config set intune:allowUndocumentedCloud true`.",
  },
  signInFailed: {
    stage: "signIn",
    looksLike: "azuread could not sign in: <azuread's own words>",
    why: "The azuread provider was refused or reached no host, or the Intune provider, which signs in by the same variables: then it says `intune got no access token: <words>`.",
    whatToDo:
      "Do what the hint says for Entra's code or the network's words: check `ARM_CLIENT_ID`, `ARM_TENANT_ID`, `ARM_CLIENT_SECRET`, `ARM_ENVIRONMENT`, or the network. For a private certificate authority, `SSL_CERT_FILE` and `NODE_EXTRA_CA_CERTS` both name its PEM file.",
  },
  otherTenant: {
    stage: "signIn",
    looksLike:
      "pin-reset:tenantId is <tenant>, but the sign-in is to the tenant <tenant>: a profile made for another tenant does nothing",
    why: "The credential is of another tenant than the settings name.",
    whatToDo:
      "Sign in to the tenant that the settings name, or set `pin-reset:tenantId` to the one that is meant.",
  },
  twoTenants: {
    stage: "signIn",
    looksLike:
      "azuread is signed in to the tenant <tenant>, and intune to the tenant <tenant>: the consent would be given in one, and the profile created in the other",
    why: "`azuread:tenantId` and `intune:tenantId`, or other settings that the two providers sign in with, are of different tenants.",
    whatToDo:
      "Remove `azuread:tenantId` and `intune:tenantId` and set `ARM_TENANT_ID`, or set both to the tenant that is meant.",
  },
  tenantByName: {
    stage: "signIn",
    looksLike: "azuread signs in to the tenant by the name <domain>, and the profile needs the tenant's ID",
    why: "`ARM_TENANT_ID` or `azuread:tenantId` is a domain name. azuread gives the tenant as it is set there, and devices know only the tenant's ID.",
    whatToDo: "Set it to the tenant's ID, a GUID, which the message has.",
  },
  stateUnreadable: {
    stage: "firstUp",
    looksLike: "The state of the stack could not be read: <words>",
    why: "The program asks Pulumi for the stack's state, and got none.",
    whatToDo: "Check that `pulumi stack export` works, then run the same command again.",
  },
  lookUpForbidden: {
    stage: "firstUp",
    looksLike:
      'pin-reset:<setting> names the group "<group>", which the signed-in account may not read: <words>',
    why: "The credential lacks the permission to read what the settings name.",
    whatToDo: "Give it the application permission of Microsoft Graph that the hint names, and consent to it.",
  },
  lookUpFailed: {
    stage: "firstUp",
    looksLike: 'pin-reset:<setting> names the group "<group>", which could not be looked up: <words>',
    why: "Graph failed, or a permission is missing.",
    whatToDo:
      "Check the connection to Microsoft Graph, the ARM_* variables and the permission that the hint names, then run the same command again.",
  },
  groupMissing: {
    stage: "firstUp",
    looksLike: 'pin-reset:<setting> names the group "<group>", which the directory does not have',
    why: "The group was renamed or deleted, or is of another tenant.",
    whatToDo: "Type one of the lines of the hint: give the group's name or object ID, or remove the entry.",
  },
  groupAmbiguous: {
    stage: "firstUp",
    looksLike:
      'pin-reset:<setting> names the group "<group>", but <count> groups have that display name: <ids>',
    why: "Entra allows several groups of one name.",
    whatToDo: "Give the object ID of the one that is meant.",
  },
  groupRepeated: {
    stage: "firstUp",
    looksLike: "pin-reset:<setting> is the same group as pin-reset:<setting>: <id>",
    why: "One group is named twice, by its name and by its object ID.",
    whatToDo: "Remove one of the two.",
  },
  applicationMissing: {
    stage: "firstUp",
    looksLike:
      "pin-reset:consent.directoryAppId names the application <id>, of which this tenant has no service principal",
    why: "The application that the service's permissions are on is not in this tenant.",
    whatToDo:
      "Remove the setting, which has a good default; or grant the service nothing, with `consent.serviceScopes: []`.",
  },
  permissionMissing: {
    stage: "firstUp",
    looksLike:
      "pin-reset:pipelineIdentity needs Microsoft Graph's service principal, which in this tenant lacks the application permissions <names>",
    why: "Microsoft Graph in this cloud does not publish a permission that the pipelines' identities need.",
    whatToDo: "Remove `pin-reset:pipelineIdentity`.",
  },
  scriptUnreadable: {
    stage: "firstUp",
    looksLike: "pin-reset:readiness.scriptFile names a file that cannot be read: <words>",
    why: "The file is not there, or may not be read. A path is relative to the folder of Pulumi.yaml.",
    whatToDo: "Give the path of a signed copy of domain/can-reset.ps1, or remove the setting.",
  },
  scriptUnsigned: {
    stage: "firstUp",
    looksLike:
      "pin-reset:readiness.scriptFile names a script without a signature, which no device runs while readiness.enforceSignatureCheck is true",
    why: "Devices are told to run the script only with a signature that they trust.",
    whatToDo:
      "Sign the file with `Set-AuthenticodeSignature`, or remove `pin-reset:readiness.enforceSignatureCheck`.",
  },
  secondPolicy: {
    stage: "firstUp",
    looksLike: 'The <kind of policy> "<policy>" (<id>) sets EnablePinRecovery already, by <OMA-URI>',
    why: "Two policies for one setting contradict each other sooner or later. [policies.md](policies.md) has every kind that can set it.",
    whatToDo:
      "Bring a custom profile or a settings catalog policy under management, with `pin-reset:profile.kind` and `npm run pin-reset -- adopt --profile ID --apply`, or delete it in Intune. No resource serves the other kinds: keep that policy and give the consent alone, by the links of `npm run pin-reset -- consent`; remove the setting from it; or set `pin-reset:profile.allowOtherProfiles`.",
  },
} as const satisfies CodeTable;

/** What kind of issue it is. */
export type IssueCode = keyof typeof issueCodes;
