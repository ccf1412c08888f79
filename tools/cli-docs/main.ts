import { allCommands } from "../../cli/commands/index.ts";
import { makePages } from "../pages.ts";
import { commandPage, overviewPage } from "./pages.ts";

const commands = await allCommands();

const pages = commands.map((command) => [`cli/${command.name}.md`, commandPage(command)] as const);

await makePages(new Map([["cli.md", overviewPage(commands)], ...pages]), "npm run cli-docs");
