/** What is known about a section besides its numbers, by its id: where the time goes, and why a target is missed. */
export const notes: Readonly<Record<string, string>> = {
  "start-up": `**Why the port line misses its target.** According to a CPU profile, the provider's own modules take almost no time: it is
spent in Node.js finding and loading the 119 modules of gRPC, Protocol Buffers and the provider's messages, and the
modules of Node.js itself that they need. The top lines, self time in a profile that slows it down to 166 ms:

| line | ms |
| --- | ---: |
| \`compileForInternalLoader\`: http2, tls, dns, zlib of Node.js itself | 15 |
| \`normalizeString\` and \`resolve\` of paths | 16 |
| \`detectModuleFormat\` | 10 |
| garbage collection | 7 |
| \`wrapSafe\`, compiled code from the cache | 6 |
| all of @grpc/grpc-js's own code | 9 |

What was done: the compile cache is on, and kept when the engine ends the provider; the provider's implementation is loaded
after the port line; the SDK's root, zod and the Graph client are not loaded before it. Bundled into one file it still took
104 ms instead of 123 ms, which does not justify a build step. A server of our own over node:http2 would load less, but would
mean implementing gRPC again.`,
  preview: `**Why the ratio misses its target.** The engine starts each provider twice, once for the refresh and once to check the
provider's settings for the program, one after the other. These four starts, each as long as the port line above, are
most of the difference. The rest is the refresh (loading @azure/identity, sign-in, one batch, with azuread's reads at the
same time), loading zod, settings and components in the program, and azuread's lookups of groups and principals.

What was done: a process that is started only to check settings that are not given never loads the provider's implementation;
programs and providers have separate compile caches, since the SDK sets a flag of V8 that makes V8 reject the other's;
@azure/identity is loaded as CommonJS, at the first token; azuread and azure-native are loaded by leaf modules, azure-native
only if it is enabled; the program turns off the SDK's mapping of stack traces to sources (100 ms and more), which TypeScript
that Node.js runs as it is written does not need. The published azuread provider is a native program and was not measured:
the stand-in runs on Node.js.`,
  requests:
    "An import by name looks up the profile by its name and then reads it like any other, by its ID: one more than the least.",
  growth: `The first ten profiles cost almost nothing, since their requests travel in one batch while the engine does other
work. From there on a profile costs what the engine's own work on two more resources costs, and that does not grow: the
target compares the last two steps.`,
};
