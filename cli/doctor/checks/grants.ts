import type { Check } from "../check.ts";
import type { Facts, Grant, Principal } from "../facts.ts";
import { both, derived, type Fact, type Finding, fault, given, note } from "../finding.ts";

/** The client may call the service for every user. */
export const clientGrant: Check = {
  title: "The client may call the service, for all users",
  after: ["service-present", "client-present"],
  run: (facts) =>
    compare(
      facts,
      facts.client,
      derived(facts.service, (service) => (service ? [service] : [])),
    ),
};

/** The service may read the profile of who signs in, for every user. */
export const serviceGrant: Check = {
  title: "The service may read who signs in, for all users",
  after: ["service-present"],
  run: (facts) => compare(facts, facts.service, facts.directories),
};

function compare(
  facts: Facts,
  holder: Fact<Principal | undefined>,
  resources: Fact<readonly Principal[]>,
): Finding[] {
  return given(both(both(holder, resources), facts.grants), ([[principal, published], grants]) =>
    principal ? judge(principal, published, grants) : [],
  );
}

const consentAgain =
  "Run `pulumi up`, which grants consent.clientScopes and consent.serviceScopes of the settings; or open the links " +
  "of `npm run pin-reset -- consent` again.";

function judge(holder: Principal, resources: readonly Principal[], grants: readonly Grant[]): Finding[] {
  const found = resources.flatMap((resource) =>
    grants
      .filter(({ clientId, resourceId }) => clientId === holder.id && resourceId === resource.id)
      .map((grant) => ({ ...grant, resource })),
  );
  const forAll = found.filter(({ consentType }) => consentType === "AllPrincipals");
  if (forAll.length === 0) {
    return [noneForAll(holder, resources, found.length)];
  }
  const unpublished = forAll.flatMap(({ scopes, resource }) =>
    scopes.filter((scope) => !resource.scopes.includes(scope)).map((scope) => unknownTo(resource, scope)),
  );
  if (unpublished.length > 0) {
    return unpublished;
  }
  const scopes = forAll.flatMap((grant) => grant.scopes);
  return [
    scopes.length > 0
      ? note("granted", `Granted for all users: ${scopes.join(", ")}.`)
      : fault(
          "grantEmpty",
          `The grant of ${holder.displayName} for all users holds no permission.`,
          consentAgain,
        ),
  ];
}

function noneForAll(holder: Principal, resources: readonly Principal[], forSome: number): Finding {
  const published = resources.flatMap(({ scopes }) => scopes);
  const names = resources.map(({ displayName }) => displayName).join(" or ");
  if (forSome > 0) {
    return fault(
      "grantForSome",
      `${holder.displayName} has its permission on ${names} for ${forSome} ${forSome === 1 ? "user" : "users"} alone, not for all.`,
      `An administrator has to consent for the whole tenant. ${consentAgain}`,
    );
  }
  return resources.length > 0 && published.length === 0
    ? note("nothingToGrant", `${names} publishes no delegated permission, so there is none to grant.`)
    : fault(
        "grantMissing",
        `${holder.displayName} has no delegated permission on ${names || "the directory"}.`,
        consentAgain,
      );
}

function unknownTo({ displayName, scopes }: Principal, scope: string): Finding {
  return fault(
    "grantUnpublished",
    `The grant on ${displayName} names ${scope}, which it does not publish.`,
    scopes.length > 0 && scopes.length <= 5
      ? `Grant what it does publish: ${scopes.join(", ")}. ${consentAgain}`
      : consentAgain,
  );
}
