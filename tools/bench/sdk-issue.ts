/** The text of an issue for the Pulumi SDK about what its root loads, in Markdown; empty: the page has no such section. */
export const sdkIssue: string = `**\`import "@pulumi/pulumi"\` loads arborist and TypeScript, which only the serialization of functions uses**

With @pulumi/pulumi 3.270.0 on Node.js 24 and a filled compile cache, importing the root takes 265 ms of processor time and loads
about 1,130 modules. \`runtime/closure/codePaths.js\` requires \`@npmcli/arborist\` at its top (and so pacote, sigstore, tuf and
cacache), and uses it in one function. \`runtime/closure/parseFunction.js\` requires \`typescript-shim\` at its top, although
\`rewriteSuper.js\` and \`utils.js\` require it within functions. With both loaded on first use, the import takes 112 ms and
about 390 modules, and \`serializeFunction\` returns the same text. Arborist alone takes 106 ms, TypeScript about 40 ms.

Every \`pulumi preview\` of a Node.js program pays for this, and so does every program that uses the Automation API.

Proposal: move both \`require\` calls into the functions that use them.`;
