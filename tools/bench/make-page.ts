import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { repository } from "./measure.ts";
import { performancePage } from "./page.ts";
import { resultsSchema } from "./results.ts";

const docs = join(repository, "docs");
const results = resultsSchema.parse(JSON.parse(await readFile(join(docs, "performance.json"), "utf8")));
await writeFile(join(docs, "performance.md"), performancePage(results));
