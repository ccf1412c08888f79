import * as pulumi from "@pulumi/pulumi";
import { PinReset } from "pulumi-pin-reset";

const config = new pulumi.Config();

const pinReset = new PinReset("pin-reset", {
  tenantId: config.require("tenantId"),
  assignments: { groups: [config.require("group")] },
});

export const omaUri = pinReset.omaUri;
export const profileId = pinReset.profileId;
