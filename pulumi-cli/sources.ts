/** Where a CLI comes from that is not on the machine. */
export type Sources = {
  whyNoDownloads(env: NodeJS.ProcessEnv): Promise<string | undefined>;
  download(folder: string): Promise<void>;
  build(folder: string, env: NodeJS.ProcessEnv, log: (line: string) => void): Promise<void>;
};

/** The real ones. Their modules, and the HTTP client, are loaded when first used: most runs have a CLI already. */
export const network: Sources = {
  whyNoDownloads: async (env) => (await import("./download.ts")).whyNoDownloads(env),
  download: async (folder) => (await import("./download.ts")).downloadCli(folder),
  build: async (...given) => (await import("./go-build.ts")).buildCli(...given),
};
