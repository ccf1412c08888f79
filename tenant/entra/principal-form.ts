import type { Version } from "../graph/edm.ts";
import { directoryNotFound } from "../graph/odata/errors.ts";
import type { ListingForm } from "../graph/odata/listing.ts";
import { view } from "../graph/odata/view.ts";
import { type ServicePrincipal, servicePrincipal, servicePrincipalBeta } from "./schemas.ts";
import type { DirectoryCall } from "./state.ts";

/** The properties of a principal that a version shows. */
export function principalShape(
  version: Version,
): typeof servicePrincipalBeta.shape | typeof servicePrincipal.shape {
  return version === "beta" ? servicePrincipalBeta.shape : servicePrincipal.shape;
}

/** How principals are listed in a version. */
export function principalListing(call: DirectoryCall): ListingForm {
  return {
    set: "servicePrincipals",
    type: "microsoft.graph.servicePrincipal",
    properties: Object.keys(principalShape(call.version)),
    expand: { owners: (row) => ownersOf(call, String(row.id)) },
  };
}

/** A principal as a version shows it. */
export function principalView(version: Version, principal: ServicePrincipal): Record<string, unknown> {
  return view(principalShape(version), principal);
}

/** The principal an address names, by object id or by `appId`. Throws Graph's 404. */
export function findPrincipal(call: DirectoryCall): ServicePrincipal {
  const { id, appId } = call.params;
  const found = appId === undefined ? readById(call, id ?? "") : readByAppId(call, appId);
  if (found === undefined) {
    throw directoryNotFound(id ?? appId ?? "");
  }
  return found;
}

/** The principal of an app, as a client would see it now. */
export function readByAppId(call: DirectoryCall, appId: string): ServicePrincipal | undefined {
  const kept = call.core.state.servicePrincipals.find((principal) => principal.appId === appId.toLowerCase());
  return kept === undefined ? undefined : readById(call, kept.id);
}

/** The owners of a principal, as references with their names. */
export function ownersOf(call: DirectoryCall, id: string): Record<string, unknown>[] {
  const ownerIds = call.core.state.ownerships.get(id)?.ownerIds ?? [];
  return ownerIds.map((ownerId) => directoryObjectView(call, ownerId)).filter((owner) => owner !== undefined);
}

/** Any object of the directory, with its type; undefined where there is none of that id. */
export function directoryObjectView(call: DirectoryCall, id: string): Record<string, unknown> | undefined {
  const { state } = call.core;
  const principal = state.servicePrincipals.read(id);
  if (principal !== undefined) {
    return { "@odata.type": "#microsoft.graph.servicePrincipal", ...principalView(call.version, principal) };
  }
  const others = [
    ["user", state.users.read(id)],
    ["group", state.groups.read(id)],
    ["device", state.devices.read(id)],
    ["application", state.applications.read(id)],
  ] as const;
  const [type, found] = others.find(([, kept]) => kept !== undefined) ?? [];
  return found === undefined
    ? undefined
    : { "@odata.type": `#microsoft.graph.${type}`, ...withoutLinks(found) };
}

function readById(call: DirectoryCall, id: string): ServicePrincipal | undefined {
  return call.core.state.servicePrincipals.read(id.toLowerCase());
}

/** Members and owners of a group are kept with it, but are no properties of it. */
function withoutLinks(kept: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(kept).filter(([name]) => name !== "memberIds" && name !== "ownerIds"),
  );
}
