import type { PackageExample } from "../../provider/provider.ts";

/** The programs of examples/languages/. */
export const pinReset: PackageExample = {
  title: "PIN reset for a group",
  programs: {
    typescript: `import { PinReset } from "pulumi-pin-reset";

const pinReset = new PinReset("pin-reset", { assignments: { groups: ["Windows devices"] } });

export const omaUri = pinReset.omaUri;
`,
    python: `import pulumi
from pulumi_intune import PinReset

pin_reset = PinReset("pin-reset", assignments={"groups": ["Windows devices"]})

pulumi.export("omaUri", pin_reset.oma_uri)
`,
    go: `package main

import (
	"github.com/pin-reset/pulumi-pin-reset/sdk/go/intune"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		pinReset, err := intune.NewPinReset(ctx, "pin-reset", &intune.PinResetArgs{
			Assignments: intune.PinResetAssignmentsArgs{
				Groups: pulumi.Array{pulumi.String("Windows devices")},
			},
		})
		if err != nil {
			return err
		}
		ctx.Export("omaUri", pinReset.OmaUri)
		return nil
	})
}
`,
    csharp: `using System.Collections.Generic;
using Pulumi;
using PinResetAsCode.Intune;
using PinResetAsCode.Intune.Inputs;

return await Deployment.RunAsync(() =>
{
    var pinReset = new PinReset("pin-reset", new PinResetArgs
    {
        Assignments = new PinResetAssignmentsArgs { Groups = { "Windows devices" } },
    });

    return new Dictionary<string, object?> { ["omaUri"] = pinReset.OmaUri };
});
`,
    java: `package example;

import com.pulumi.Pulumi;
import com.pulumi.core.Either;
import io.github.pinreset.intune.PinReset;
import io.github.pinreset.intune.PinResetArgs;
import io.github.pinreset.intune.inputs.PinResetAssignmentsArgs;

public class App {
    public static void main(String[] args) {
        Pulumi.run(ctx -> {
            var assignments = PinResetAssignmentsArgs.builder().groups(Either.ofLeft("Windows devices")).build();
            var pinReset = new PinReset("pin-reset", PinResetArgs.builder().assignments(assignments).build());
            ctx.export("omaUri", pinReset.omaUri());
        });
    }
}
`,
    yaml: `name: pin-reset-yaml
description: Microsoft PIN Reset for an Intune tenant
runtime: yaml
resources:
  pin-reset:
    type: intune:PinReset
    properties:
      assignments:
        groups: [Windows devices]
outputs:
  omaUri: \${pin-reset.omaUri}
`,
  },
};
