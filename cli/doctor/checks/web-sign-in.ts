import { hostOf, readWebSignInUrls } from "../../../domain/web-sign-in-urls.ts";
import type { Check } from "../check.ts";
import type { Facts } from "../facts.ts";
import { both, type Finding, note, optionally, warning } from "../finding.ts";
import type { AllowedUrls, Domain, Federation } from "../reset-facts.ts";

/** In a federated tenant, the sign-in of a reset may open the identity provider's page. */
export const webSignIn: Check = {
  title: "Federated users can sign in for a reset",
  source:
    "https://learn.microsoft.com/windows/client-management/mdm/policy-csp-authentication#configurewebsigninallowedurls",
  after: ["sign-in"],
  run: (facts) =>
    optionally(facts.domains, (domains) => {
      const federated = domains.filter(({ isFederated }) => isFederated);
      return federated.length === 0 ? [] : judge(facts, federated);
    }),
};

const inSettings = "profile.webSignInAllowedUrls of the settings";

function judge(facts: Facts, federated: readonly Domain[]): Finding[] {
  return [
    ...optionally(facts.allowedUrls, (urls) => [...missing(federated, urls), ...urls.flatMap(malformed)]),
    ...(facts.allowedUrls.known
      ? optionally(both(facts.allowedUrls, facts.federations), ([urls, federations]) =>
          urls.length === 0 ? [] : hostsOf(urls, federations),
        )
      : []),
  ];
}

function missing(federated: readonly Domain[], urls: readonly AllowedUrls[]): Finding[] {
  if (urls.length > 0) {
    return [];
  }
  const names = federated.map(({ id }) => id).join(", ");
  return [
    warning(
      "webSignInUrlsMissing",
      `${names} ${federated.length === 1 ? "is" : "are"} federated, and no assigned policy sets ConfigureWebSignInAllowedUrls, which a reset on a device joined to Microsoft Entra requires then.`,
      `Set ${inSettings} to the hosts of the identity provider's sign-in pages, and run \`pulumi up\`.`,
    ),
  ];
}

function malformed({ setting: { policy }, value }: AllowedUrls): Finding[] {
  return readWebSignInUrls(value).wrong.map((entry) =>
    warning(
      "webSignInUrlMalformed",
      `The profile "${policy.name}" (${policy.id}) sets ConfigureWebSignInAllowedUrls with "${entry}", which is no host alone: no scheme, path or blank belongs there, and \`;\` stands between hosts.`,
      "Write the host alone, such as `signin.contoso.com`.",
    ),
  );
}

/** Further hosts that the identity provider leads to cannot be seen from here. */
function hostsOf(urls: readonly AllowedUrls[], federations: readonly Federation[]): Finding[] {
  const allowed = new Set(urls.flatMap(({ value }) => readWebSignInUrls(value).hosts));
  const needed = federations.flatMap(({ domain, signInUri }) => {
    const host = hostOf(signInUri);
    return host === undefined ? [] : [{ domain, host }];
  });
  const lacking = needed.filter(({ host }) => !allowed.has(host));
  if (lacking.length === 0) {
    const message =
      "ConfigureWebSignInAllowedUrls names every host of the federated domains; hosts that those lead on to cannot be seen from here.";
    return [note("webSignInReady", message)];
  }
  return lacking.map(({ domain, host }) =>
    warning(
      "webSignInHostMissing",
      `The users of ${domain} sign in at ${host}, which ConfigureWebSignInAllowedUrls does not name.`,
      `Add ${host} to ${inSettings}, and run \`pulumi up\`.`,
    ),
  );
}
