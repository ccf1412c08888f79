/** What is known about a section besides its numbers, by its id: where the time goes, and why a target is missed. */
export const notes: Readonly<Record<string, string>> = {
  "start-up": `**Why the port line misses its target.** According to a CPU profile, the provider's own modules take almost no time: it is
spent in Node.js finding and loading the modules of gRPC, Protocol Buffers and the provider's messages, and the modules of
Node.js itself that they need: http2, tls, dns and zlib. Next come the resolution of paths, the detection of each module's
format, garbage collection, and reading compiled code from the cache.

What was done: the compile cache is on, and kept when the engine ends the provider; the provider's implementation is loaded
after the port line; the SDK's root, zod and the Graph client are not loaded before it. A server of our own over node:http2
would load less, but would mean implementing gRPC again.`,
  preview: `What was done: \`npm run pulumi\` starts the Intune plugin beside the CLI and lets the engine attach to it, and a preview is one
pass, so that each plugin starts once; what the program looks up is one batch; the program leaves unloaded what the SDK loads
for functions alone. A process that is started only to check settings that are not given never loads the provider's
implementation; programs and providers have separate compile caches, since the SDK sets a flag of V8 that makes V8 reject the
other's; @azure/identity is loaded as CommonJS; azuread and azure-native are loaded by leaf modules, azure-native only if it is
enabled; stacks are not mapped to sources, which TypeScript that Node.js runs as it is written does not need. Stand-ins run on
Node.js, where the published azuread plugin is a native program.`,
  requests:
    "An import by name looks up the profile by its name and then reads it like any other, by its ID: one more than the least.",
  latency: `What OpenTofu runs, and what of it has been verified, is in \`tools/bench/peers/README.md\`: its configuration was written
without the binaries at hand. With a delay, the ratio to the empty program is that of the delayed check to the empty program
without a delay, which asks for nothing.`,
  "processor-time":
    "A check waits for the network most of the time that a delay adds: the processor time hardly grows with the delay.",
  cold: `Node.js keeps what it compiled in the user's cache folder, for all checkouts: only the first run on a machine finds it empty,
and a run with other files compiles those.`,
  growth: `The first profiles cost almost nothing, since their requests travel in one batch while the engine does other work. From
there on a profile costs what the engine's own work on two more resources costs, and that does not grow: the target compares
the last two steps.`,
};
