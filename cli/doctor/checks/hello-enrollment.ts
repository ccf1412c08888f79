import type { Check } from "../check.ts";
import { optionally, warning } from "../finding.ts";

/**
 * The tenant-wide policy does not switch Windows Hello for Business off: without it there is no PIN to reset. It applies
 * when a device enrolls, so that a policy may have switched Hello on since.
 * Source: https://learn.microsoft.com/windows/security/identity-protection/hello-for-business/configure
 */
export const helloEnrollment: Check = {
  title: "Devices get Windows Hello for Business when they enroll",
  source: "https://learn.microsoft.com/windows/security/identity-protection/hello-for-business/configure",
  run: (facts) =>
    optionally(facts.helloEnrollment, (found) =>
      found
        .filter(({ state }) => state === "disabled")
        .map(({ displayName, id }) =>
          warning(
            "helloDisabled",
            `The tenant-wide enrolment policy "${displayName}" (${id}) switches Windows Hello for Business off: devices that enroll have no PIN, unless another policy switches it on.`,
            "Set it to Not configured or Enabled under Devices > Enrollment > Windows Hello for Business, or switch Hello on by a policy.",
          ),
        ),
    ),
};
