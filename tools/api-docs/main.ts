import { intuneProvider } from "../../intune/provider.ts";
import { packageSchema } from "../../provider/schema.ts";
import { makePages } from "../pages.ts";
import { apiPage } from "./page.ts";

await makePages(new Map([["api.md", apiPage(packageSchema(intuneProvider))]]), "npm run api-docs");
