import { randomUUID } from "node:crypto";
import { readBody, typeNameOf } from "../graph/odata/body.ts";
import { badRequest, intuneBadRequest, intuneReferenceGiven } from "../graph/odata/errors.ts";
import { deviceConfigurationBody } from "./schemas/device-configurations.ts";
import {
  encryptedTypes,
  type OmaSetting,
  type OmaSettingType,
  omaSettingBody,
  omaSettingTypes,
} from "./schemas/oma-settings.ts";
import { type DeviceConfigurationType, deviceConfigurationTypes } from "./schemas/profile-kinds.ts";
import { checkScopeTags } from "./scope-tags-given.ts";
import type { IntuneCall } from "./state.ts";

/** What a client may write of a profile, read strictly and in canonical form. */
export type ConfigurationInput = {
  readonly type: DeviceConfigurationType;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly omaSettings: readonly OmaSetting[] | undefined;
};

const ignoredOnWrite = [
  "@odata.type",
  "id",
  "createdDateTime",
  "lastModifiedDateTime",
  "version",
  "supportsScopeTags",
  "omaSettings",
];

/** Reads the body of a create or an update of the profile `id`. Throws Graph's 400. */
export function readConfiguration(
  call: IntuneCall,
  id: string,
  use: "create" | "update",
): ConfigurationInput {
  const type = readType(call);
  const body = readBody(
    deviceConfigurationBody(type, call.version, use),
    call.body,
    `microsoft.graph.${type}`,
  );
  const properties = Object.fromEntries(
    Object.entries(body).filter(([name]) => !ignoredOnWrite.includes(name)),
  );
  checkScopeTags(call, properties.roleScopeTagIds);
  const settings = body.omaSettings;
  const omaSettings = Array.isArray(settings)
    ? settings.map((setting) => readOmaSetting(call, id, setting))
    : undefined;
  checkUnique(call, omaSettings ?? []);
  return { type, properties, omaSettings };
}

function readType(call: IntuneCall): DeviceConfigurationType {
  const name = typeNameOf(call.body);
  const type = deviceConfigurationTypes(call.version).find((known) => known === name);
  if (type === undefined) {
    throw badRequest(
      name === undefined
        ? "Cannot create an abstract class: the property '@odata.type' of 'microsoft.graph.deviceConfiguration' is missing."
        : `A type named 'microsoft.graph.${name}' could not be resolved by the model.`,
    );
  }
  return type;
}

function readOmaSetting(call: IntuneCall, configurationId: string, body: unknown): OmaSetting {
  const name = typeNameOf(body);
  const type = omaSettingTypes.find((known) => known === name);
  if (type === undefined) {
    throw badRequest(
      `A type named 'microsoft.graph.${name ?? "omaSetting"}' could not be resolved, or is abstract.`,
    );
  }
  const read = readBody(omaSettingBody(type, call.version), body, `microsoft.graph.${type}`);
  if (typeof read.secretReferenceValueId === "string") {
    throw intuneReferenceGiven(call.path);
  }
  return keptSetting(configurationId, type, read);
}

/** Each write makes a new reference to an encrypted value. What the client says of encryption is not looked at. */
function keptSetting(
  configurationId: string,
  type: OmaSettingType,
  read: Record<string, unknown>,
): OmaSetting {
  const isEncrypted = encryptedTypes.has(type);
  return {
    ...read,
    "@odata.type": `#microsoft.graph.${type}`,
    displayName: String(read.displayName),
    description: (read.description ?? null) as string | null,
    omaUri: String(read.omaUri),
    value: read.value as OmaSetting["value"],
    ...(type === "omaSettingInteger" ? { isReadOnly: read.isReadOnly === true } : {}),
    isEncrypted,
    secretReferenceValueId: isEncrypted ? `${randomUUID()}_${configurationId}_${randomUUID()}` : null,
  };
}

function checkUnique(call: IntuneCall, settings: readonly OmaSetting[]): void {
  const seen = new Set<string>();
  for (const { omaUri } of settings) {
    if (seen.has(omaUri)) {
      throw intuneBadRequest(`OmaSettings contains more than one entry for ${omaUri}`, call.path);
    }
    seen.add(omaUri);
  }
}
