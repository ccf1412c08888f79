import { z } from "zod";
import { type OmaSetting, omaSettingSchema } from "./oma-settings.ts";
import { mask, type OmaValue, omaTypes } from "./oma-values.ts";

const typePrefix = "#microsoft.graph.";

export const profileType = `${typePrefix}windows10CustomConfiguration`;

/** A deviceConfiguration of any kind, as much of it as tells which one it is. */
export const graphConfigurationSchema = z.looseObject({
  "@odata.type": z.string(),
  id: z.string(),
  displayName: z.string(),
});

const settingTypes = omaTypes.map((type) => `${typePrefix}omaSetting${type}`);

const graphSettingSchema = z.looseObject({
  "@odata.type": z.enum(settingTypes),
  displayName: z.string(),
  description: z.string().nullish(),
  omaUri: z.string(),
  value: z.union([z.boolean(), z.number(), z.string()]),
  fileName: z.string().nullish(),
  secretReferenceValueId: z.string().nullish(),
});

export type GraphSetting = z.output<typeof graphSettingSchema>;

/**
 * A windows10CustomConfiguration as Graph answers it.
 * Source: https://learn.microsoft.com/graph/api/resources/intune-deviceconfig-windows10customconfiguration
 */
export const graphProfileSchema = graphConfigurationSchema.extend({
  "@odata.type": z.literal(profileType),
  description: z.string().nullish(),
  createdDateTime: z.string().nullish(),
  omaSettings: z.array(graphSettingSchema),
  roleScopeTagIds: z.array(z.string()).nullish(),
});

export type GraphProfile = z.output<typeof graphProfileSchema>;

/** Whether Graph answered the mask instead of the value. */
export function isMasked(setting: GraphSetting): boolean {
  return setting.value === mask;
}

/** A setting in Graph's form. XML travels as base64, since Graph declares it as binary. */
export function toGraphSetting(setting: OmaSetting): Record<string, unknown> {
  const { type, value, description, fileName, displayName, omaUri } = setting;
  const wireValue = type === "StringXml" ? Buffer.from(String(value), "utf8").toString("base64") : value;
  return {
    "@odata.type": `${typePrefix}omaSetting${type}`,
    displayName,
    description: description ?? null,
    omaUri,
    value: wireValue,
    ...(fileName === undefined ? {} : { fileName }),
  };
}

/**
 * A setting of Graph's in canonical form. `plainText` is the value behind the mask, where there was one.
 * Raises ZodError when Graph answered a value that is none of its type.
 */
export function fromGraphSetting(setting: GraphSetting, plainText: string | undefined): OmaSetting {
  const named = namedSetting(setting);
  const value = plainText ?? setting.value;
  const isXml = named.type === "StringXml" && typeof value === "string";
  return omaSettingSchema.parse({ ...named, value: isXml ? decodeXml(value) : value });
}

/** A setting of Graph's with a value in place of the mask, to compare and not to keep. */
export function hiddenSetting(setting: GraphSetting, value: OmaValue): OmaSetting {
  return { ...namedSetting(setting), value };
}

function namedSetting(setting: GraphSetting): Omit<OmaSetting, "value"> {
  const { displayName, description, omaUri, fileName } = setting;
  return {
    displayName,
    description: description ?? undefined,
    omaUri,
    type: z.enum(omaTypes).parse(setting["@odata.type"].slice(`${typePrefix}omaSetting`.length)),
    fileName: fileName || undefined,
  };
}

/** Graph answers XML as base64 in the profile and as text behind the mask; base64 has no angle bracket. */
function decodeXml(value: string): string {
  return value.includes("<") ? value : Buffer.from(value, "base64").toString("utf8");
}
