import { permittedCalls } from "../../graph/permissions.ts";

/** `docs/permissions.md`, made from the table by which errors name a missing permission. */
export function permissionsPage(): string {
  const rows = permittedCalls.map(
    ({ call, application, delegated }) => `| ${call} | \`${application}\` | \`${delegated}\` |`,
  );
  return [
    "# Permissions",
    "",
    "Every Microsoft Graph call of this project, and the least permission that allows it: for an application that signs",
    "in as itself, and for a signed-in user. The same table names the missing permission in an error.",
    "",
    "This page is made by `npm run permissions`.",
    "",
    "| to | application | delegated |",
    "| --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}
