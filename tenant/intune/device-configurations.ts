import { isUtf8 } from "node:buffer";
import { randomUUID } from "node:crypto";
import { instantOf } from "../graph/edm.ts";
import { typeNameOf } from "../graph/odata/body.ts";
import { intuneBadRequest, intuneNotFound } from "../graph/odata/errors.ts";
import { entityReply, listReply } from "../graph/odata/replies.ts";
import type { Reply } from "../http/message.ts";
import { withApproval } from "./approvals.ts";
import { audit } from "./audit.ts";
import { readConfiguration } from "./configuration-bodies.ts";
import { configurationListing, configurationView, findConfiguration, isShown } from "./configuration-form.ts";
import type { DeviceConfiguration } from "./schemas/device-configurations.ts";
import type { OmaSetting } from "./schemas/oma-settings.ts";
import { deviceConfigurationTypes } from "./schemas/profile-kinds.ts";
import { scopeTagsOf } from "./scope-tags-given.ts";
import type { IntuneCall, IntuneRoute } from "./state.ts";

const read = ["DeviceManagementConfiguration.Read.All", "DeviceManagementConfiguration.ReadWrite.All"];
const write = ["DeviceManagementConfiguration.ReadWrite.All"];
const collection = "/deviceManagement/deviceConfigurations";
const one = `${collection}/{id}`;
const plainText = "getOmaSettingPlainTextValue(secretReferenceValueId='{reference}')";

/** Source: https://learn.microsoft.com/graph/api/resources/intune-deviceconfig-deviceconfiguration */
export const deviceConfigurationRoutes: readonly IntuneRoute[] = [
  { method: "GET", path: collection, service: "intune", permissions: read, handle: list },
  { method: "POST", path: collection, service: "intune", permissions: write, handle: held(create) },
  { method: "GET", path: one, service: "intune", permissions: read, handle: get },
  { method: "PATCH", path: one, service: "intune", permissions: write, handle: held(update) },
  { method: "DELETE", path: one, service: "intune", permissions: write, handle: held(remove) },
  // The value in the clear is refused to those who may only read.
  { method: "GET", path: `${one}/${plainText}`, service: "intune", permissions: write, handle: getPlainText },
  {
    method: "GET",
    path: `${one}/microsoft.graph.${plainText}`,
    service: "intune",
    permissions: write,
    handle: getPlainText,
  },
];

/** A write, which may need the approval of a second administrator. */
function held(handle: IntuneRoute["handle"]): IntuneRoute["handle"] {
  return withApproval("deviceConfigurations", handle);
}

function list(call: IntuneCall): Reply {
  const rows = call.core.state.deviceConfigurations
    .list()
    .filter((kept) => isShown(call, kept))
    .map((kept) => configurationView(call.version, kept));
  return listReply(call, "intune", { ...configurationListing(call), rows });
}

function get(call: IntuneCall): Reply {
  return configurationReply(call, findConfiguration(call), 200);
}

function create(call: IntuneCall): Reply {
  const id = randomUUID();
  const { type, properties, omaSettings } = readConfiguration(call, id, "create");
  const now = instantOf(call.core.now());
  const made = call.core.state.deviceConfigurations.put({
    description: null,
    ...properties,
    "@odata.type": `#microsoft.graph.${type}`,
    id,
    displayName: String(properties.displayName),
    roleScopeTagIds: scopeTagsOf(properties.roleScopeTagIds, ["0"]),
    supportsScopeTags: true,
    ...(type === "windows10CustomConfiguration" ? { omaSettings: omaSettings ?? [] } : {}),
    createdDateTime: now,
    lastModifiedDateTime: now,
    version: 1,
    assignments: [],
  } as DeviceConfiguration);
  audit(call, "Create", "DeviceConfiguration", made);
  return configurationReply(call, made, 201);
}

function update(call: IntuneCall): Reply {
  const kept = findConfiguration(call);
  const { type, properties, omaSettings } = readConfiguration(call, kept.id, "update");
  const keptType = typeNameOf(kept);
  if (keptType !== type && deviceConfigurationTypes("beta").some((known) => known === keptType)) {
    throw intuneBadRequest(
      `The type of a profile cannot change from ${kept["@odata.type"]} to ${type}`,
      call.path,
    );
  }
  const changed = call.core.state.deviceConfigurations.change(kept.id, {
    ...properties,
    "@odata.type": `#microsoft.graph.${type}`,
    roleScopeTagIds: scopeTagsOf(properties.roleScopeTagIds, kept.roleScopeTagIds),
    ...(omaSettings === undefined ? {} : { omaSettings }),
    lastModifiedDateTime: instantOf(call.core.now()),
    version: kept.version + 1,
  });
  audit(call, "Patch", "DeviceConfiguration", changed);
  return configurationReply(call, changed, 200);
}

function remove(call: IntuneCall): Reply {
  const kept = findConfiguration(call);
  call.core.state.deviceConfigurations.remove(kept.id);
  audit(call, "Delete", "DeviceConfiguration", kept);
  return { status: 204 };
}

function getPlainText(call: IntuneCall): Reply {
  const { omaSettings } = findConfiguration(call);
  const settings = Array.isArray(omaSettings) ? omaSettings : [];
  // OData writes a quote within a text as two.
  const reference = call.params.reference?.replaceAll("''", "'");
  const setting: OmaSetting | undefined = settings.find(
    (candidate) => candidate?.secretReferenceValueId === reference,
  );
  if (setting === undefined) {
    throw intuneNotFound(call.path);
  }
  return {
    status: 200,
    body: {
      "@odata.context": `${call.core.origin}/${call.version}/$metadata#Edm.String`,
      value: plainTextOf(setting, call.core.state.settings.plainTextOfXml),
    },
  };
}

/** XML is text here, though base64 in a profile; where the tenant is told so, or it is no UTF-8, it stays base64. */
function plainTextOf(setting: OmaSetting, form: "text" | "base64"): string {
  const kept: unknown = setting.value;
  const value = typeof kept === "string" ? kept : JSON.stringify(kept ?? null);
  if (typeNameOf(setting) !== "omaSettingStringXml" || form === "base64") {
    return value;
  }
  const bytes = Buffer.from(value, "base64");
  return isUtf8(bytes) ? bytes.toString("utf8") : value;
}

function configurationReply(call: IntuneCall, kept: DeviceConfiguration, status: number): Reply {
  return entityReply(call, configurationListing(call, kept), configurationView(call.version, kept), status);
}
