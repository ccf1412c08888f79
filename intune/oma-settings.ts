import { z } from "zod";
import { optionalDescription, text } from "./declared-properties.ts";
import { declaredValue, hasFile, omaTypes } from "./oma-values.ts";

const shape = z.strictObject({
  displayName: text("The setting's name, as the Intune admin center shows it."),
  description: optionalDescription("What the setting is for."),
  omaUri: text("The OMA-URI of the configuration service provider's node; case matters.")
    .startsWith("./", 'must be an OMA-URI, which begins with "./"')
    .refine(
      (uri) => !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(uri),
      "must not contain a line break or another control character: devices return 404 for it",
    )
    .refine((uri) => !/\p{Zs}$/u.test(uri), "must not end with a blank: devices return 404 for it"),
  type: z
    .enum(omaTypes)
    .meta({ id: "OmaType", description: "The types of an OMA setting's value." })
    .describe("The type of the value."),
  value: z
    .union([z.boolean(), z.number(), z.string()], "must be a boolean, a number or text")
    .describe(
      "The value: a boolean for Boolean, a number for Integer and FloatingPoint, else text; RFC 3339 for DateTime, the XML itself for StringXml.",
    ),
  fileName: z
    .string()
    .min(1, "must not be empty; leave it out where there is no file")
    .optional()
    .describe("The name of the file that the value came from, for StringXml and Base64 only."),
});

/**
 * One OMA setting in canonical form.
 * Source: https://learn.microsoft.com/graph/api/resources/intune-deviceconfig-omasetting
 */
const omaSettingSchema = shape
  .meta({
    id: "OmaSetting",
    description: "One OMA setting: a node of a configuration service provider, and its value.",
  })
  .transform((setting, context) => {
    const canonical = declaredValue(setting.type, setting.value);
    if (setting.fileName !== undefined && !hasFile(setting.type)) {
      context.addIssue({
        code: "custom",
        path: ["fileName"],
        message: `must be left out: ${setting.type} has no file`,
      });
    }
    if ("value" in canonical) {
      return { ...setting, value: canonical.value };
    }
    context.addIssue({ code: "custom", path: ["value"], message: canonical.issue });
    return z.NEVER;
  });

export type OmaSetting = z.output<typeof omaSettingSchema>;

/** The settings of a profile: at least one, at most what Graph takes, none twice. */
export const omaSettingsSchema = z
  .array(omaSettingSchema)
  .min(1, "must have at least one setting")
  .max(1000, "must have at most 1000 settings, which is Graph's limit")
  .superRefine((settings, context) => {
    const first = new Map<string, { index: number; omaUri: string }>();
    for (const [index, { omaUri }] of settings.entries()) {
      const node = omaUri.toLowerCase();
      const earlier = first.get(node);
      if (earlier === undefined) {
        first.set(node, { index, omaUri });
      } else {
        const but = earlier.omaUri === omaUri ? "" : " but for upper and lower case";
        const message = `is the OMA-URI of omaSettings[${earlier.index}] too${but}; a profile may set each node once`;
        context.addIssue({ code: "custom", path: [index, "omaUri"], message });
      }
    }
  })
  .describe("The OMA settings; their order means nothing, and each OMA-URI may stand once.");
