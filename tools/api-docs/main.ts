import { intuneProvider } from "../../intune/provider.ts";
import { packageSchema } from "../../provider/schema.ts";
import { makePages } from "../pages.ts";
import { apiPage } from "./page.ts";
import { registryPages } from "./registry.ts";

const schema = packageSchema(intuneProvider);

await makePages(new Map([["api.md", apiPage(schema)], ...registryPages(schema)]), "npm run api-docs");
