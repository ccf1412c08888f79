import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { Finding } from "./compare.ts";

/** What must not be seen: its name, and the text itself or a pattern of it. */
export type Secret = { readonly name: string; readonly text: string | RegExp };

/** Any access token of the tenant's is a signed JWT, and so is an identity token of a pipeline. */
export const anyToken: Secret = { name: "a token", text: /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/ };

/** The secrets that a text holds; `where` says what text it is. The finding does not repeat the secret. */
export function leaksIn(where: string, content: string, secrets: readonly Secret[]): Finding[] {
  const found = secrets.filter(({ text }) =>
    typeof text === "string" ? content.includes(text) : text.test(content),
  );
  return found.map(({ name }) => ({ kind: "leak", what: `${name} is in ${where}` }));
}

/** The secrets in the files of a folder and below it; links are not followed. */
export async function leaksBelow(folder: string, secrets: readonly Secret[]): Promise<Finding[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const findings = await Promise.all(
    files.map(async (file) => {
      const name = path.join(file.parentPath, file.name);
      return leaksIn(path.relative(folder, name), await readFile(name, "utf8"), secrets);
    }),
  );
  return findings.flat();
}
