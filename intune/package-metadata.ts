import { npmPackage, pluginDownloadUrl, publisher, repository } from "../package-names.ts";
import type { PackageMetadata } from "../provider/provider.ts";

/** What the schema says of the package. No name is registered yet: docs/releasing.md. */
export const packageMetadata: PackageMetadata = {
  publisher,
  repository,
  homepage: repository,
  license: "Apache-2.0",
  logoUrl: `${repository.replace("github.com", "raw.githubusercontent.com")}/main/docs/logo.svg`,
  pluginDownloadURL: pluginDownloadUrl,
  keywords: ["pulumi", "intune", "microsoft", "windows-hello", "category/infrastructure", "kind/native"],
  language: {
    nodejs: { packageName: npmPackage, respectSchemaVersion: true },
    python: { packageName: "pulumi_intune", pyproject: { enabled: true }, respectSchemaVersion: true },
    go: {
      importBasePath: `${repository.replace("https://", "")}/sdk/go/intune`,
      generateResourceContainerTypes: true,
      respectSchemaVersion: true,
    },
    csharp: { rootNamespace: "PinResetAsCode", respectSchemaVersion: true },
    java: { basePackage: "io.github.pinreset", buildFiles: "gradle" },
  },
};
