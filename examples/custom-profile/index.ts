import { WindowsCustomConfiguration } from "../../intune/sdk.ts";

/** A profile that someone made by hand, under management after `pulumi import`. */
const camera = new WindowsCustomConfiguration("camera", {
  displayName: "Camera off in the lobby",
  omaSettings: [
    {
      displayName: "AllowCamera",
      omaUri: "./Device/Vendor/MSFT/Policy/Config/Camera/AllowCamera",
      type: "Integer",
      value: 0,
    },
  ],
});

export const profileId = camera.id;
