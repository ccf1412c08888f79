import pulumi
from pulumi_intune import PinReset

pin_reset = PinReset("pin-reset", assignments={"groups": ["Windows devices"]})

pulumi.export("omaUri", pin_reset.oma_uri)
