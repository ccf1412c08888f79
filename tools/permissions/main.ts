import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { permissionsPage } from "./page.ts";

await writeFile(join(import.meta.dirname, "../../docs/permissions.md"), permissionsPage());
