import type { PackageExample } from "../../provider/provider.ts";

export const deviceHealthScript: PackageExample = {
  title: "A script that reports whether Windows Update runs",
  programs: {
    typescript: `import { DeviceHealthScript } from "pulumi-pin-reset/intune";

const update = new DeviceHealthScript("update", {
  displayName: "Windows Update runs",
  detectionScript: "if ((Get-Service wuauserv).Status -eq 'Running') { exit 0 } else { exit 1 }",
});

export const scriptId = update.id;`,
    python: `import pulumi
import pulumi_intune as intune

update = intune.DeviceHealthScript(
    "update",
    display_name="Windows Update runs",
    detection_script="if ((Get-Service wuauserv).Status -eq 'Running') { exit 0 } else { exit 1 }",
)

pulumi.export("scriptId", update.id)`,
    yaml: `resources:
  update:
    type: intune:DeviceHealthScript
    properties:
      displayName: Windows Update runs
      detectionScript: if ((Get-Service wuauserv).Status -eq 'Running') { exit 0 } else { exit 1 }
outputs:
  scriptId: \${update.id}`,
  },
};

export const deviceHealthScriptAssignments: PackageExample = {
  title: "A script that runs on all devices once a day",
  programs: {
    typescript: `import { DeviceHealthScript, DeviceHealthScriptAssignments } from "pulumi-pin-reset/intune";

const report = new DeviceHealthScript("report", { displayName: "Report", detectionScript: "exit 0" });

new DeviceHealthScriptAssignments("report", {
  scriptId: report.id,
  assignments: [
    {
      target: { type: "allDevices" },
      schedule: { type: "daily", interval: 1, time: "10:00", useUtc: false },
    },
  ],
});`,
    python: `import pulumi_intune as intune

report = intune.DeviceHealthScript("report", display_name="Report", detection_script="exit 0")

intune.DeviceHealthScriptAssignments(
    "report",
    script_id=report.id,
    assignments=[
        {
            "target": {"type": "allDevices"},
            "schedule": {"type": "daily", "interval": 1, "time": "10:00", "use_utc": False},
        }
    ],
)`,
    yaml: `resources:
  report:
    type: intune:DeviceHealthScript
    properties:
      displayName: Report
      detectionScript: exit 0
  report-assignments:
    type: intune:DeviceHealthScriptAssignments
    properties:
      scriptId: \${report.id}
      assignments:
        - target:
            type: allDevices
          schedule:
            type: daily
            interval: 1
            time: "10:00"
            useUtc: false`,
  },
};
