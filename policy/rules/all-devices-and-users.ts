import { type Declared, resourcePolicy } from "../policies.ts";
import { partsOfUrn } from "../resources.ts";
import { elementsAt, textAt, type Value, valueAt } from "../values.ts";

type Config = { readonly allowedStacks?: readonly string[] };

const everyone = { allDevices: "all devices", allUsers: "all users" } as const;

/**
 * The IDs by which Intune itself names everyone, in the IDs of assignments. That Graph refuses them as those of a group is not
 * documented, and someone may try.
 */
const groupsOfEveryone: Readonly<Record<string, string>> = {
  "adadadad-808e-44e2-905a-0b7873a8a531": everyone.allDevices,
  "acacacac-9df4-4c7d-9d50-4ef0226f57a9": everyone.allUsers,
};

/** Everything at once is for the stacks alone that a team has named. */
export const allDevicesAndUsers = resourcePolicy<Config>(
  {
    name: "all-devices-and-users-only-where-allowed",
    displayName: "All devices and all users only where allowed",
    description:
      "Only the stacks in `allowedStacks` assign anything to all devices or all users; the others name groups.",
    severity: "high",
    configSchema: {
      properties: {
        allowedStacks: {
          type: "array",
          items: { type: "string" },
          default: [],
          description: "Stacks by name, or as project/stack.",
        },
      },
    },
    concerns: /^intune:index:Device(?:Configuration|HealthScript)Assignments$/,
  },
  ({ urn, inputs }, { allowedStacks = [] }) => {
    const { stack, project } = partsOfUrn(urn);
    if (allowedStacks.includes(stack) || allowedStacks.includes(`${project}/${stack}`)) {
      return [];
    }
    return targetsOf(inputs).flatMap((target) => {
      const whom = whomOf(target);
      return whom === undefined
        ? []
        : [
            {
              message: `It is for ${whom}, which the stack ${project}/${stack} may not assign anything to.`,
              hint: `Name groups instead, or add "${project}/${stack}" to allowedStacks of this policy's configuration.`,
            },
          ];
    });
  },
);

function whomOf(target: Value): string | undefined {
  const type = textAt(target, "type") ?? "";
  if (type === "group") {
    return groupsOfEveryone[textAt(target, "groupId")?.toLowerCase() ?? ""];
  }
  return type === "allDevices" || type === "allUsers" ? everyone[type] : undefined;
}

function targetsOf(inputs: Declared["inputs"]): readonly Value[] {
  const ofScripts = elementsAt(inputs, "assignments").map((assignment) => valueAt(assignment, "target"));
  return [...elementsAt(inputs, "targets"), ...ofScripts];
}
