import { makePages } from "../pages.ts";
import { permissionsPage } from "./page.ts";

await makePages(new Map([["permissions.md", permissionsPage()]]), "npm run permissions");
