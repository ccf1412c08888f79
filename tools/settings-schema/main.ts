import { stackFileSchema } from "../../settings/json-schema/stack-file.ts";
import { makePages } from "../pages.ts";

await makePages(
  new Map([["../settings/stack.schema.json", `${JSON.stringify(stackFileSchema(), undefined, 2)}\n`]]),
  "npm run settings-schema",
);
