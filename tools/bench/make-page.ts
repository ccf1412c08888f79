import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { makePages } from "../pages.ts";
import { repository } from "./measure.ts";
import { performancePage } from "./page.ts";
import { resultsSchema } from "./results.ts";

const file = join(repository, "docs", "performance.json");
const results = resultsSchema.parse(JSON.parse(await readFile(file, "utf8")));

await makePages(new Map([["performance.md", performancePage(results)]]), "npm run performance-page");
