import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { troubleshootingPage } from "./page.ts";

await writeFile(join(import.meta.dirname, "../../docs/troubleshooting.md"), troubleshootingPage());
