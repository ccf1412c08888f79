import type { Check } from "../check.ts";
import type { Facts, Principal } from "../facts.ts";
import { both, type Finding, fault, given, note, warning } from "../finding.ts";

type App = "service" | "client";

const names: Readonly<Record<App, string>> = {
  service: "Microsoft Pin Reset Service Production",
  client: "Microsoft Pin Reset Client Production",
};

/** The application has a service principal. */
export function present(app: App): Check {
  return {
    title: `The PIN reset ${app} is in the tenant`,
    run: (facts) =>
      given(facts[app], (principal) =>
        principal
          ? [note("applicationPresent", `Its object id is ${principal.id}.`)]
          : [
              fault(
                "applicationMissing",
                `The tenant has no service principal of ${names[app]}.`,
                "Run `pulumi up`; or open the links of `npm run pin-reset -- consent` as an Application Administrator.",
              ),
            ],
      ),
  };
}

/** Neither an administrator nor Microsoft has disabled the application. */
export function enabled(app: App): Check {
  return {
    title: `The PIN reset ${app} is enabled`,
    after: [`${app}-present`],
    run: (facts) => given(facts[app], (principal) => (principal ? blocks(principal) : [])),
  };
}

function blocks({ displayName, accountEnabled, disabledByMicrosoft }: Principal): Finding[] {
  const found: Finding[] = [];
  if (!accountEnabled) {
    found.push(
      fault(
        "applicationDisabled",
        `${displayName} is disabled: no user can sign in to it, so that no PIN is reset.`,
        "Run `pulumi up`; or, in the Entra admin center, set Enterprise applications > the application > Properties > Enabled for users to sign-in.",
      ),
    );
  }
  if (disabledByMicrosoft) {
    found.push(
      fault(
        "applicationBlocked",
        `Microsoft has disabled ${displayName} (${disabledByMicrosoft}).`,
        "No setting undoes this: ask Microsoft's support why.",
      ),
    );
  }
  return found;
}

/** The portal lists an application by this tag alone, unless its filter is taken off. */
const listedTag = "WindowsAzureActiveDirectoryIntegratedApp";

/** Both applications are listed where the documentation says to look for them. */
export const listed: Check = {
  title: "Both applications are listed under Enterprise applications",
  isAside: true,
  after: ["service-present", "client-present"],
  run: (facts) =>
    forEachPrincipal(facts, ({ displayName, tags }) =>
      tags.includes(listedTag)
        ? []
        : [
            fault(
              "applicationHidden",
              `${displayName} lacks the tag ${listedTag}: the list of enterprise applications hides it.`,
              "Run `pulumi up`, which sets the tag; or add it to the tags of the service principal.",
            ),
          ],
    ),
};

/** No user has to be assigned to the applications first. */
export const userAssignment: Check = {
  title: "Every user may use both applications",
  source: "https://learn.microsoft.com/entra/identity-platform/reference-error-codes",
  after: ["service-present", "client-present"],
  run: (facts) =>
    forEachPrincipal(facts, ({ displayName, appRoleAssignmentRequired }) =>
      appRoleAssignmentRequired
        ? [
            warning(
              "userAssignmentRequired",
              `${displayName} is for assigned users alone: anyone else fails to reset a PIN with AADSTS50105.`,
              "Assign everyone who is to reset a PIN; or set Enterprise applications > the application > Properties > Assignment required to No.",
            ),
          ]
        : [],
    ),
};

function forEachPrincipal({ service, client }: Facts, judge: (principal: Principal) => Finding[]): Finding[] {
  return given(both(service, client), (principals) =>
    principals.filter((principal) => principal !== undefined).flatMap(judge),
  );
}
