/** A step that was tried to make a preview faster. */
export type Step = {
  readonly what: string;
  /** What was measured without and with it, with the unit: text, since these are not results of the benchmark. */
  readonly before: string;
  readonly after: string;
  readonly kept: boolean;
  readonly why: string;
};

/**
 * The steps that were tried. Each was measured by hand, in pairs, on the way from the commit that is named: both forms in
 * turns in one process, medians. Times of a preview are those of `npm run pulumi -- preview` without npm, with stand-ins, at
 * 0 to 400 ms a request.
 */
export const steps: { readonly commit: string; readonly date: string; readonly tried: readonly Step[] } = {
  commit: "65cca30",
  date: "2026-11-27",
  tried: [
    {
      what: "groups, principals, grants and the tenant in one `$batch` of our provider, in place of four invokes of azuread",
      before: "1,776 ms at 0 ms, 2,670 ms at 200 ms",
      after: "1,772 ms at 0 ms, 2,419 ms at 200 ms",
      kept: true,
      why: "the program waits for one request instead of a chain",
    },
    {
      what: "the Intune plugin is started beside the CLI, and loads and signs in there",
      before: "1,480 ms at 0 ms, 2,099 ms at 200 ms",
      after: "1,280 ms at 0 ms, 2,004 ms at 200 ms",
      kept: true,
      why: "two starts of a plugin leave the run, and the sign-in waits for nothing",
    },
    {
      what: "one pass for refresh and program, `PULUMI_RUN_PROGRAM=true`, with the two steps above",
      before: "1,374 ms at 0 ms, 2,147 ms at 200 ms, 2,962 ms at 400 ms",
      after: "1,244 ms at 0 ms, 2,272 ms at 200 ms, 3,278 ms at 400 ms",
      kept: false,
      why: "each plugin starts once, but the assignments were read after all that they depend on: not by itself",
    },
    {
      what: "one pass, with the assignments read in the batch of their policy",
      before: "1,399 ms at 0 ms, 1,764 ms at 100 ms, 2,076 ms at 200 ms, 2,811 ms at 400 ms",
      after: "1,235 ms at 0 ms, 1,636 ms at 100 ms, 1,965 ms at 200 ms, 2,765 ms at 400 ms",
      kept: true,
      why: "faster than two passes at every delay",
    },
    {
      what: "arborist, TypeScript and zod's locales are not loaded by the program (`nodeargs`)",
      before: "1,345 ms at 0 ms, 2,103 ms at 200 ms",
      after: "1,208 ms at 0 ms, 1,980 ms at 200 ms",
      kept: true,
      why: "no program here serializes functions; see below",
    },
    {
      what: "the same by placeholders in Node.js's cache of modules, instead of a hook that sees every import; the SDK's mapping of stacks to sources is never installed, instead of being turned off later; zod's locales are loaded again",
      before: "1,225 ms at 0 ms",
      after: "1,182 ms at 0 ms",
      kept: true,
      why: "the hook cost as much as zod's locales",
    },
    {
      what: "azuread is asked for its tenant before the rest of the program is loaded",
      before: "1,215 ms at 0 ms, 1,966 ms at 200 ms",
      after: "1,219 ms at 0 ms, 1,975 ms at 200 ms",
      kept: false,
      why: "no gain: the modules are read before the request leaves the process",
    },
    {
      what: "`npm run pulumi -- version`: a compile cache for scripts, what only a download needs is loaded only for one, and a CLI is run for its version once",
      before: "533 ms",
      after: "334 ms",
      kept: true,
      why: "npm itself is 120 ms of it; `node --run` takes 236 ms, but does not pass exit code 7 on",
    },
    {
      what: "`pin-reset --version`: a command's module is loaded when it is named",
      before: "208 ms of processor time",
      after: "28 ms of processor time",
      kept: true,
      why: "`--version` needs none of them",
    },
    {
      what: "arborist and TypeScript left unloaded in the plugin too",
      before: "",
      after: "",
      kept: false,
      why: "no net gain: provider.ts 5 to 11 ms less, @azure/identity 4 to 12 ms more",
    },
    {
      what: "`zod/mini` or `zod/v4/core` in place of `zod`",
      before: "31 ms to load",
      after: "29 and 26 ms",
      kept: false,
      why: "both load all locales",
    },
    {
      what: "a startup snapshot of the provider",
      before: "",
      after: "",
      kept: false,
      why: "it crashes over gRPC (tried before this commit)",
    },
    {
      what: "the provider in one bundle",
      before: "123 ms to its port line",
      after: "104 ms",
      kept: false,
      why: "too little, with the compile cache on, to justify a build step (measured before this commit)",
    },
    {
      what: "the CLI's build, where it must be built: no debugging information, fewer garbage collections, no cgo, and `pulumi api` left out",
      before: "323 s of processor time",
      after: "224 s of processor time",
      kept: true,
      why: "the CLI itself is as fast: 2.12 and 2.14 s of processor time a preview",
    },
  ],
};
