// How Pulumi's Node.js host loads this folder where a command names the folder instead of the launcher. The host
// compiles TypeScript by a loader of its own, which `import()` leaves out: Node.js runs it itself.
import("./main.ts");
