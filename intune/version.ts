/** The plugin's version, as the engine records it in state. */
export const version = "0.1.0";
