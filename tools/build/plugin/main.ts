import { stat } from "node:fs/promises";
import path from "node:path";
import { buildArchives } from "./archives.ts";

/** `npm run build:plugin`: makes the plugin's archives in dist-plugin/, one for each system. */
for (const file of await buildArchives(path.join(import.meta.dirname, "../../../dist-plugin"))) {
  const { size } = await stat(file);
  process.stdout.write(`${path.relative(process.cwd(), file)}: ${(size / 1e6).toFixed(1)} MB\n`);
}
