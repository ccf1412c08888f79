import { directoryNotFound } from "../graph/odata/errors.ts";
import type { ListingForm } from "../graph/odata/listing.ts";
import { entityReply, listReply } from "../graph/odata/replies.ts";
import { view } from "../graph/odata/view.ts";
import type { Reply } from "../http/message.ts";
import { type Domain, domain, domainFederation } from "./domain-schemas.ts";
import type { DirectoryCall, DirectoryRoute } from "./state.ts";

const one = "/domains/{id}";

/** The permissions of the domains themselves were not verified; those of the federation are documented. */
export const domainRoutes: readonly DirectoryRoute[] = [
  ...[
    { path: "/domains", handle: list },
    { path: one, handle: get },
  ].map(
    (route): DirectoryRoute => ({
      ...route,
      method: "GET",
      service: "directory",
      permissions: ["Domain.Read.All", "Domain.ReadWrite.All"],
    }),
  ),
  {
    method: "GET",
    path: `${one}/federationConfiguration`,
    service: "directory",
    permissions: ["Domain-InternalFederation.Read.All", "Domain-InternalFederation.ReadWrite.All"],
    handle: listFederations,
  },
];

const listing: ListingForm = {
  set: "domains",
  type: "microsoft.graph.domain",
  properties: Object.keys(domain.shape),
};

function list(call: DirectoryCall): Reply {
  const rows = call.core.state.domains.list().map((kept) => view(domain.shape, kept));
  return listReply(call, "directory", { ...listing, rows });
}

function get(call: DirectoryCall): Reply {
  return entityReply(call, listing, view(domain.shape, findDomain(call)));
}

function listFederations(call: DirectoryCall): Reply {
  const found = findDomain(call);
  return listReply(call, "directory", {
    set: `domains('${found.id}')/federationConfiguration`,
    type: "microsoft.graph.internalDomainFederation",
    properties: Object.keys(domainFederation.shape),
    rows: found.federations.map((federation) => view(domainFederation.shape, federation)),
  });
}

function findDomain(call: DirectoryCall): Domain {
  const name = (call.params.id ?? "").toLowerCase();
  const found = call.core.state.domains.read(name);
  if (found === undefined) {
    throw directoryNotFound(name);
  }
  return found;
}
