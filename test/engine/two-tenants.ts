import path from "node:path";
import { pathToFileURL } from "node:url";
import { startTenants, type Tenants } from "../../tenant/many.ts";
import { createStack, repository, type Stack } from "./stack.ts";

/** A file of the repository, as a program imports it. */
export const moduleOf = (...names: string[]) =>
  JSON.stringify(pathToFileURL(path.join(repository, ...names)).href);

/** Starts the tenants contoso and fabrikam. The caller closes them. */
export function startTwoTenants(): Promise<Tenants> {
  return startTenants({ list: [{ name: "contoso" }, { name: "fabrikam" }] });
}

/**
 * A program in both tenants, in which `tenants` has their IDs and `of` the options of a component in each, with providers of its own.
 *
 * @param imports What the body needs beside Pulumi's SDK and azuread's provider.
 */
export function programInTwoTenants(tenants: Tenants, imports: readonly string[], body: string): string {
  const ids = Object.fromEntries(tenants.list.map(({ name, tenantId }) => [name, tenantId]));
  return `
import { Provider } from "@pulumi/azuread/provider.js";
import * as pulumi from "@pulumi/pulumi";
${imports.join("\n")}
class IntuneProvider extends pulumi.ProviderResource {
  constructor(name, args) { super("intune", name, args); }
}
const tenants = ${JSON.stringify(ids)};
const of = Object.fromEntries(Object.entries(tenants).map(([name, tenantId]) => [name, {
  providers: [
    new Provider(name + "-azuread", { tenantId }),
    new IntuneProvider(name + "-intune", { tenantId }),
  ],
}]));
${body}`;
}

/** A stack of such a program, whose providers take no tenant from the environment. The caller closes it. */
export function createTwoTenantStack(tenants: Tenants, name: string, program: string): Promise<Stack> {
  return createStack({
    env: { ...tenants.env, ARM_TENANT_ID: "" },
    files: {
      "Pulumi.yaml": JSON.stringify({
        name,
        runtime: { name: "nodejs", options: { typescript: false } },
        options: { refresh: "always" },
        plugins: { providers: [{ name: "intune", path: path.join(repository, "intune") }] },
      }),
      "package.json": JSON.stringify({ name, type: "module", main: "index.ts" }),
      "index.ts": program,
    },
  });
}
