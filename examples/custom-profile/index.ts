import { WindowsCustomConfiguration } from "../../intune/sdk.ts";

// Run it from the root of the checkout: npm run pulumi -- preview --cwd examples/custom-profile

/** A profile that was created in the admin center, managed here after `pulumi import`. */
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
