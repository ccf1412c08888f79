import { PinReset } from "pulumi-pin-reset";

const pinReset = new PinReset("pin-reset", { assignments: { groups: ["Windows devices"] } });

export const omaUri = pinReset.omaUri;
