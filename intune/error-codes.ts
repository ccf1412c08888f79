import type { CodeTable } from "../text/error-codes.ts";

/** The codes of what this room throws itself. */
export const intuneErrorCodes = {
  undocumentedCloud: {
    stage: "settings",
    looksLike: "The cloud is <cloud>: <what Microsoft does not document there>.",
    why: "Microsoft does not document Intune's part of Graph for this cloud. [clouds.md](clouds.md) says what is known of each.",
    whatToDo:
      "Check `intune:metadataHost` (`ARM_METADATA_HOSTNAME`). To try the stack there anyway: `pulumi config set intune:allowUndocumentedCloud true`.",
  },
  badVariable: {
    stage: "settings",
    looksLike: "intune:readEncryptedValues (INTUNE_READ_ENCRYPTED_VALUES) must be true or false.",
    why: "The variable has another value.",
    whatToDo: "Set `INTUNE_READ_ENCRYPTED_VALUES` to `true` or `false`, or remove it.",
  },
  badJustification: {
    stage: "settings",
    looksLike:
      "intune:approvalJustification (INTUNE_APPROVAL_JUSTIFICATION) must have at most 990 characters.",
    why: "Intune takes 1024 characters, of which this provider needs some to find its own requests again.",
    whatToDo: "Shorten `intune:approvalJustification`, or `INTUNE_APPROVAL_JUSTIFICATION`.",
  },
  lookUpArguments: {
    stage: "intune",
    looksLike: "The look-up of a <managed device, policy or assignment filter> has no argument",
    why: "A function that finds one object takes its id or its name, and not both.",
    whatToDo: "Give one of the two arguments that the hint names.",
  },
  objectMissing: {
    stage: "intune",
    looksLike:
      'The tenant has no <managed device, policy or assignment filter> with the <id or name> "<value>".',
    why: "None is there, or none that the signed-in account may see: Intune's roles and scope tags limit that.",
    whatToDo: "Check the id or the name in the Intune admin center.",
  },
  objectAmbiguous: {
    stage: "intune",
    looksLike: '<number> objects are a <kind of object> with the <name> "<value>": <ids>',
    why: "Names in Intune need not be unique.",
    whatToDo: "Give the id of one of them.",
  },
  nameTaken: {
    stage: "intune",
    looksLike: 'Intune already has a <custom profile or settings catalog policy> named "<name>": <ids>',
    why: "A profile of that name is there and differs from the declared one, or several are. Nothing was created.",
    whatToDo:
      "Bring one under management with `npm run pin-reset -- adopt --profile ID --apply`, in a program of your own with `pulumi import --file FILE`; or declare another displayName.",
  },
  alreadyAssigned: {
    stage: "intune",
    looksLike:
      "The profile <id> is already assigned in Intune, and assigning it would replace that: <targets>",
    why: "The assignments were made outside the stack. Nothing was changed.",
    whatToDo:
      "Bring them under management with `npm run pin-reset -- adopt --profile ID --apply`, in a program of your own with `pulumi import --file FILE`; or remove them in the Intune admin center.",
  },
  profileGone: {
    stage: "intune",
    looksLike: 'Another profile named "<name>" was made at the same time and is gone again.',
    why: "Two runs made the profile at the same time.",
    whatToDo: "Run the same command again.",
  },
  profileNotFound: {
    stage: "intune",
    looksLike: 'Intune has no <custom profile or settings catalog policy> named "<name>".',
    why: "An import by `name:` compares names exactly.",
    whatToDo: "Copy the name from the Intune admin center, or import by the profile's id.",
  },
  profileAmbiguous: {
    stage: "intune",
    looksLike: 'Intune has <count> <policies> named "<name>": <ids>',
    why: "An import by `name:` needs one profile of that name.",
    whatToDo: "Import one of them by its id.",
  },
  notDeclarable: {
    stage: "intune",
    looksLike:
      "The profile <profile> cannot be imported as it is, since no program can declare this of it: <settings>",
    why: "A setting is of a form that could not be written back as it is, or is encrypted and cannot be read. Nothing was changed.",
    whatToDo:
      "Set it right in the Intune admin center, and import again; or leave the profile out of the program.",
  },
} as const satisfies CodeTable;

/** What kind of IntuneError it is. */
export type IntuneErrorCode = keyof typeof intuneErrorCodes;
