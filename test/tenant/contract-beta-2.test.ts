import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { helloEnrollment } from "../../tenant/intune/enrollment-configurations.ts";
import { approvalRequest } from "../../tenant/intune/schemas/approval-requests.ts";
import {
  configurationPolicyShape,
  policyAssignmentShape,
  templateReferenceShape,
} from "../../tenant/intune/schemas/configuration-policies.ts";
import { deviceConfigurationShape } from "../../tenant/intune/schemas/device-configurations.ts";
import {
  deviceRunState,
  healthScriptShape,
  runSummary,
  scheduleShapes,
  scriptAssignmentShape,
} from "../../tenant/intune/schemas/health-scripts.ts";
import {
  intentAssignmentShape,
  intentSettingShape,
  intentShape,
} from "../../tenant/intune/schemas/intents.ts";
import {
  instanceShape,
  instanceTypes,
  valueShape,
  valueTypes,
} from "../../tenant/intune/schemas/setting-instances.ts";
import { policy } from "./policies.ts";
import { hasContract, type Published, publishedProperties, readContract } from "./published.ts";
import { serveTenant } from "./served.ts";

type Shape = Readonly<Record<string, z.ZodType>>;

const served = serveTenant();

/** The tenant's types of the second slice of the contract, each with all of its properties. */
const whole: readonly (readonly [string, Shape])[] = [
  ["deviceManagementConfigurationPolicy", configurationPolicyShape],
  ["deviceManagementConfigurationPolicyAssignment", policyAssignmentShape],
  ["deviceManagementConfigurationPolicyTemplateReference", templateReferenceShape],
  ...instanceTypes.map((type) => [type, instanceShape(type)] as const),
  ...valueTypes.map((type) => [type, valueShape(type)] as const),
  ["deviceManagementIntent", intentShape],
  ["deviceManagementIntentAssignment", intentAssignmentShape],
  ["deviceManagementSettingInstance", intentSettingShape],
  [
    "windowsIdentityProtectionConfiguration",
    deviceConfigurationShape("windowsIdentityProtectionConfiguration", "beta"),
  ],
  [
    "windows10EndpointProtectionConfiguration",
    deviceConfigurationShape("windows10EndpointProtectionConfiguration", "beta"),
  ],
  ["deviceEnrollmentWindowsHelloForBusinessConfiguration", helloEnrollment.shape],
  ["deviceHealthScript", healthScriptShape],
  ["deviceHealthScriptAssignment", scriptAssignmentShape],
  ...Object.entries(scheduleShapes),
  ["deviceHealthScriptDeviceState", deviceRunState.shape],
  ["deviceHealthScriptRunSummary", runSummary.shape],
  ["operationApprovalRequest", approvalRequest.shape],
];

const schemaFile = "beta-2/graph-2.schema.json";

if (hasContract(schemaFile)) {
  const published = readContract<Published>(schemaFile);
  const example = (file: string) => readContract<Record<string, unknown>>(`beta-2/examples/${file}`);

  describe("the tenant's schemas have just the properties that Graph's second slice publishes", () => {
    it.each(whole)("%s", (type, shape) => {
      expect(Object.keys(shape).sort()).toEqual(publishedProperties(published, type));
    });

    it("windows10GeneralConfiguration, of which the contract has a part", () => {
      const shape = deviceConfigurationShape("windows10GeneralConfiguration", "beta");
      expect(Object.keys(shape)).toEqual(
        expect.arrayContaining(publishedProperties(published, "windows10GeneralConfiguration")),
      );
    });
  });

  describe("what the contract shows as an example", () => {
    it.each(["settings-catalog-policy.json", "account-protection-policy.json"])(
      "%s can be written, and reads back as it is there",
      async (file) => {
        const { settings, templateReference } = example(file);
        const made = await served.graph("POST", "/beta/deviceManagement/configurationPolicies", {
          ...policy([]),
          settings,
          templateReference,
        });
        expect(made.status).toBe(201);
        const read = await served.graph(
          "GET",
          `/beta/deviceManagement/configurationPolicies/${made.body.id}?$expand=settings`,
        );
        expect(read.body).toMatchObject({ settings, templateReference });
      },
    );

    it("identity-protection-profile.json can be written, and reads back as it is there", async () => {
      const { assignments: _, ...profile } = example("identity-protection-profile.json");
      const made = await served.graph("POST", "/beta/deviceManagement/deviceConfigurations", profile);
      expect(made.status).toBe(201);
      const { id: _id, createdDateTime, lastModifiedDateTime, version, ...kept } = profile;
      expect(made.body).toMatchObject(kept);
    });

    it("device-health-script.json has just the properties that the tenant shows", () => {
      const { script, runState, runSummary: summary } = example("device-health-script.json");
      expect(Object.keys(Object(script)).sort()).toEqual(Object.keys(healthScriptShape).sort());
      expect(deviceRunState.safeParse(runState).success).toBe(true);
      expect(runSummary.safeParse(summary).success).toBe(true);
    });

    it("assign.json can be sent for a script package, which keeps its schedule", async () => {
      const { deviceHealthScripts } = example("assign.json");
      const request = Reflect.get(Object(deviceHealthScripts), "request");
      served.tenant.setPermissions(["DeviceManagementScripts.ReadWrite.All"]);
      await served.signInAgain();
      const made = await served.graph("POST", "/beta/deviceManagement/deviceHealthScripts", {
        displayName: "Readiness",
        publisher: "Contoso",
        detectionScriptContent: "",
      });
      const path = `/beta/deviceManagement/deviceHealthScripts/${made.body.id}`;
      expect((await served.graph("POST", `${path}/assign`, request)).status).toBe(204);
      const [given] = Reflect.get(request, "deviceHealthScriptAssignments");
      const read = await served.graph("GET", `${path}/assignments`);
      expect(read.body.value?.[0]).toMatchObject(given);
    });
  });
} else {
  it("skips the comparison with Graph's second slice: ../shared/graph-contract/beta-2 is not there", () => {
    process.stderr.write(
      "test/tenant/contract-beta-2.test.ts: skipped, because ../shared/graph-contract/beta-2 is not there.\n",
    );
    expect(hasContract(schemaFile)).toBe(false);
  });
}
