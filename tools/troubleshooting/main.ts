import { makePages } from "../pages.ts";
import { troubleshootingPage } from "./page.ts";

await makePages(new Map([["troubleshooting.md", troubleshootingPage()]]), "npm run troubleshooting");
