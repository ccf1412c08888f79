import { version } from "../version.ts";

// Without the command line's parser and all that commands need, which takes ten times as long to load.
if (/^(?:-V|--version)$/.test(process.argv[2] ?? "")) {
  process.stdout.write(`${version}\n`);
} else {
  await import("./program.ts");
}
