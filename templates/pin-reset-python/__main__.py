import pulumi
from pulumi_intune import PinReset

config = pulumi.Config()

pin_reset = PinReset(
    "pin-reset",
    tenant_id=config.require("tenantId"),
    assignments={"groups": [config.require("group")]},
)

pulumi.export("omaUri", pin_reset.oma_uri)
pulumi.export("profileId", pin_reset.profile_id)
