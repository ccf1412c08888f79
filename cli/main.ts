import { version } from "../version.ts";

// The parser of the command line, and what commands need, take much longer to load than this.
if (/^(?:-V|--version)$/.test(process.argv[2] ?? "")) {
  process.stdout.write(`${version}\n`);
} else {
  await import("./program.ts");
}
