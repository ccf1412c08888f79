import path from "node:path";
import { buildPackage } from "./build-package.ts";

/** `npm run build`: makes dist/, the folder that is published as the npm package. */
const target = path.join(import.meta.dirname, "../../dist");
await buildPackage(target);
process.stdout.write(
  `${path.relative(process.cwd(), target) || "."} is the package: \`npm pack ./dist\` packs it.\n`,
);
