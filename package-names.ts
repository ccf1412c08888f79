/** The name of the npm package. */
export const npmPackage = "pulumi-pin-reset";

/** Who publishes the packages. */
export const publisher = "PIN Reset as code";

/** The repository, which is the homepage too. */
export const repository = "https://github.com/pin-reset/pulumi-pin-reset";

/** Where the CLI gets the provider's plugin: the releases of the repository. */
export const pluginDownloadUrl = "github://api.github.com/pin-reset/pulumi-pin-reset";
