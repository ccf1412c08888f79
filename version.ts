/** The version of the project: of the provider, as the engine records it in state, and of the companion. */
export const version = "0.1.0";
