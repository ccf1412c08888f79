import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { commands } from "../../cli/commands/index.ts";
import { commandPage, overviewPage } from "./pages.ts";

const docs = join(import.meta.dirname, "../../docs");

await mkdir(join(docs, "cli"), { recursive: true });
await writeFile(join(docs, "cli.md"), overviewPage(commands));
for (const command of commands)
  await writeFile(join(docs, "cli", `${command.name}.md`), commandPage(command));
