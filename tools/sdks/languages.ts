import type { PackageSchema } from "./package-schema.ts";
import { programs } from "./programs.ts";

/** What is particular to an SDK. */
type SdkLanguage = {
  readonly displayName: string;
  /** The source of a program that uses it, below examples/languages/. */
  readonly example: string;
  /** How a code block of it is marked in Markdown. */
  readonly fence: string;
  /** The command that adds the published SDK to a program. */
  install(schema: PackageSchema): string;
  /** The folder of what is published, below that of the SDK. */
  packageFolder(schema: PackageSchema): string;
};

const root = (): string => ".";

/** The languages that SDKs are made for, as the generators name them. That for Node.js is intune/sdk.ts. */
export const languages = {
  python: {
    displayName: "Python",
    example: programs.python,
    fence: "python",
    install: ({ language, version }) =>
      `pip install ${language.python.packageName.replaceAll("_", "-")}==${version}`,
    packageFolder: root,
  },
  go: {
    displayName: "Go",
    example: programs.go,
    fence: "go",
    install: ({ language, version }) => `go get ${language.go.importBasePath}@v${version}`,
    packageFolder: ({ name }) => name,
  },
  dotnet: {
    displayName: ".NET",
    example: programs.csharp,
    fence: "csharp",
    install: ({ language, version }) =>
      `dotnet add package ${language.csharp.rootNamespace}.Intune --version ${version}`,
    packageFolder: root,
  },
  java: {
    displayName: "Java",
    example: programs.java,
    fence: "java",
    install: ({ language, name, version }) =>
      `implementation "${language.java.basePackage}:${name}:${version}"   # in build.gradle`,
    packageFolder: root,
  },
} as const satisfies Record<string, SdkLanguage>;

export type Language = keyof typeof languages;

/** Whether there is an SDK for it. */
export function isLanguage(name: string): name is Language {
  return Object.hasOwn(languages, name);
}

/** The names of all. */
export const languageNames: readonly Language[] = Object.keys(languages).filter(isLanguage);
