/** A step that was tried to make a preview quicker. */
export type Step = {
  readonly what: string;
  /** What was measured without and with it, with the unit: text, since these are not results of the benchmark. */
  readonly before: string;
  readonly after: string;
  readonly kept: boolean;
  readonly why: string;
};

/**
 * The steps that were tried, oldest first. Each was measured by hand, in pairs, on the commit that is named: both forms in
 * turns in one process, medians.
 */
export const steps: { readonly commit: string; readonly date: string; readonly tried: readonly Step[] } = {
  commit: "65cca30",
  date: "2026-11-27",
  tried: [
    {
      what: "one pass for refresh and program, `PULUMI_RUN_PROGRAM=true`, by itself",
      before: "2.11 s at 0 ms, 3.06 s at 200 ms",
      after: "2.02 s at 0 ms, 3.69 s at 200 ms",
      kept: false,
      why: "each plugin starts once, but reads wait for each other along the program's dependencies instead of travelling as one batch",
    },
    {
      what: "a startup snapshot of the provider",
      before: "",
      after: "",
      kept: false,
      why: "it crashes over gRPC",
    },
    {
      what: "the provider in one bundle",
      before: "123 ms to its port line",
      after: "104 ms",
      kept: false,
      why: "too little, with the compile cache on, to justify a build step",
    },
  ],
};
