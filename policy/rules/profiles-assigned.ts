import { type Made, stackPolicy } from "../policies.ts";
import { types } from "../resources.ts";
import { textAt, unknown, valueAt } from "../values.ts";

/** A profile that is assigned to nobody does nothing. */
export const profilesAssigned = stackPolicy(
  {
    name: "profiles-assigned",
    displayName: "Every profile is assigned",
    description:
      "Every custom profile and settings catalog policy of the stack is assigned to someone: one that is not does nothing.",
    severity: "medium",
  },
  (resources) => {
    const profiles = resources.filter(
      ({ type }) => type === types.customProfile || type === types.catalogPolicy,
    );
    const assignments = resources.filter(({ type }) => type === types.assignments);
    return profiles.flatMap((of) => {
      const own = assignments.filter(({ dependencies }) => dependencies.configurationId?.includes(of.urn));
      if (own.some(mayReachSomeone)) {
        return [];
      }
      const message =
        own.length === 0
          ? "No DeviceConfigurationAssignments of the stack assigns it to anyone."
          : `${own.map(({ name }) => name).join(", ")} only keeps groups from it, and assigns it to nobody.`;
      const hint =
        "Add a DeviceConfigurationAssignments with the profile's id as configurationId and a group in targets.";
      return [{ of, message, hint }];
    });
  },
);

/** What a preview does not know may be anyone. */
function mayReachSomeone({ outputs }: Made): boolean {
  const targets = valueAt(outputs, "targets");
  return (
    targets === unknown ||
    (Array.isArray(targets) && targets.some((target) => textAt(target, "type") !== "exclusionGroup"))
  );
}
