/** What is known of a section beside its numbers, by its id: where the time goes, and why a target is missed. */
export const notes: Readonly<Record<string, string>> = {
  "start-up": `**Why the port line misses its target.** By a CPU profile, the plugin's own modules take next to nothing: the time
goes into Node.js finding and loading the 119 modules of gRPC, Protocol Buffers and the provider's messages, and the
modules of Node.js itself that they need. Its top lines, self time in a profile that slows it down to 166 ms:

| line | ms |
| --- | ---: |
| \`compileForInternalLoader\`: http2, tls, dns, zlib of Node.js itself | 15 |
| \`normalizeString\` and \`resolve\` of paths | 16 |
| \`detectModuleFormat\` | 10 |
| garbage collection | 7 |
| \`wrapSafe\`, compiled code from the cache | 6 |
| @grpc/grpc-js's own code, all of it | 9 |

What was tried: the compile cache is on, and kept when the engine ends the plugin; the provider is loaded after the port
line; the SDK's root, zod and the Graph client are not loaded before it. All of it in one file, by a bundler, still took
104 ms where the plugin took 123 ms: not worth a build step. A server of our own over node:http2 would load less, and
would be gRPC written once more.`,
  preview: `**Why the ratio misses its target.** The engine starts each plugin twice, once for the refresh and once to check the
provider's settings for the program, one after the other: four starts, each the time to the port line above, which are
most of what the preview takes longer. The rest is the refresh (loading @azure/identity, sign-in, one batch, with azuread's
reads beside it), loading zod, settings and components in the program, and azuread's look-ups of groups and principals.

What was done about it: an instance that is started only to check settings that were not given never loads its provider;
programs and plugins have compile caches apart, since the SDK sets a flag of V8 which makes V8 reject the other's;
@azure/identity is loaded as CommonJS, and at the first token; azuread and azure-native by leaf modules, azure-native only
where it is switched on; the program takes off the SDK's mapping of stacks to sources (100 ms and more), which TypeScript
that Node.js runs as it is written does not need. The published azuread plugin is a native program, and was not measured:
the stand-in is a program of Node.js.`,
  requests:
    "An import by name looks the profile up by its name and then reads it like any other, by its id: one more than the least.",
  growth: `The first ten profiles cost next to nothing, since their requests travel in one batch beside what the engine does
anyway. From there on a profile costs what the engine's own work on two more resources costs, and that does not grow: the
target compares the last two steps.`,
};
