import { version } from "../version.ts";

// The parser of the command line, and what commands need, take much longer to load than this.
if (/^(?:-V|--version)$/.test(process.argv[2] ?? "")) {
  process.stdout.write(`${version}\n`);
} else if (process.argv[2] === "complete" && process.argv[3] === "--") {
  const { complete } = await import("./completion/complete.ts");
  complete(process.argv.slice(4), process.stdout);
} else {
  await import("./program.ts");
}
