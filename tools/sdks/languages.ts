import path from "node:path";
import { repository } from "../../pulumi-cli/stack.ts";
import type { PackageSchema } from "./package-schema.ts";

/** What is particular to an SDK. */
type SdkLanguage = {
  readonly displayName: string;
  /** A complete program that uses it. */
  readonly exampleFolder: string;
  /** The example's source, which the README shows. */
  readonly source: string;
  /** How a code block of it is marked in Markdown. */
  readonly fence: string;
  /** The command that adds the published SDK to a program. */
  install(schema: PackageSchema): string;
  /** Where its README belongs. */
  readmes(schema: PackageSchema): readonly string[];
};

const inRoot = (): readonly string[] => ["README.md"];

/** The languages that SDKs are made for, as the generators name them. That for Node.js is intune/sdk.ts. */
export const languages = {
  python: {
    displayName: "Python",
    exampleFolder: exampleFolder("python"),
    source: "__main__.py",
    fence: "python",
    install: ({ language, version }) =>
      `pip install ${language.python.packageName.replaceAll("_", "-")}==${version}`,
    // The build reads the first; the second is a part of the package.
    readmes: ({ language }) => ["README.md", `${language.python.packageName}/README.md`],
  },
  go: {
    displayName: "Go",
    exampleFolder: exampleFolder("go"),
    source: "main.go",
    fence: "go",
    install: ({ language, version }) => `go get ${language.go.importBasePath}@v${version}`,
    readmes: inRoot,
  },
  dotnet: {
    displayName: ".NET",
    exampleFolder: exampleFolder("csharp"),
    source: "Program.cs",
    fence: "csharp",
    install: ({ language, version }) =>
      `dotnet add package ${language.csharp.rootNamespace}.Intune --version ${version}`,
    readmes: inRoot,
  },
  java: {
    displayName: "Java",
    exampleFolder: exampleFolder("java"),
    source: "src/main/java/example/App.java",
    fence: "java",
    install: ({ language, name, version }) =>
      `implementation "${language.java.basePackage}:${name}:${version}"   # in build.gradle`,
    readmes: inRoot,
  },
} as const satisfies Record<string, SdkLanguage>;

export type Language = keyof typeof languages;

/** Whether there is an SDK for it. */
export function isLanguage(name: string): name is Language {
  return Object.hasOwn(languages, name);
}

/** The names of all. */
export const languageNames: readonly Language[] = Object.keys(languages).filter(isLanguage);

function exampleFolder(name: string): string {
  return path.join(repository, "examples", "languages", name);
}
