import { isGroup } from "../../cli/command.ts";
import { allCommands } from "../../cli/commands/index.ts";
import { makePages } from "../pages.ts";
import { completionModule } from "./completion-table.ts";
import { groupPage } from "./group-page.ts";
import { commandPage, overviewPage } from "./pages.ts";

const entries = await allCommands();

const pages = entries.map(
  (entry) => [`cli/${entry.name}.md`, isGroup(entry) ? groupPage(entry) : commandPage(entry)] as const,
);

const made = new Map([
  ["cli.md", overviewPage(entries)],
  ...pages,
  ["../cli/completion/commands.ts", completionModule(entries)],
]);
await makePages(made, "npm run cli-docs");
