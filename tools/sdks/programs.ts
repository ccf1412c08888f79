/** The program that shows each language, below examples/languages/. */
export const programs = {
  typescript: "typescript/index.ts",
  python: "python/__main__.py",
  go: "go/main.go",
  csharp: "csharp/Program.cs",
  java: "java/src/main/java/example/App.java",
  yaml: "yaml/Pulumi.yaml",
} as const;
