package main

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
