import { pinResetInputs, pinResetOutputs } from "../components/schema.ts";
import { type Component, defineComponent } from "../provider/component.ts";

/**
 * The components that the provider serves to programs in every language. This file alone of intune/ knows of PIN reset: where the two meet.
 */
export const components: readonly Component[] = [
  defineComponent({
    token: "intune:index:PinReset",
    description:
      "Microsoft PIN Reset in a tenant: consent to both applications of the service, the Intune policy that turns PIN recovery on, and whom it is assigned to.",
    inputs: pinResetInputs,
    outputs: pinResetOutputs,
    load: async () => {
      const { PinReset } = await import("../components/pin-reset.ts");
      return (name, inputs, options) =>
        new PinReset(name, { ...inputs, assignments: inputs.assignments }, options);
    },
  }),
];
