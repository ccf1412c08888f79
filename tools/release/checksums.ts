import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";

/** Writes SHA256SUMS of all files of a folder, in the form that `sha256sum --check` reads. */
export async function checksums(folder: string): Promise<void> {
  const names = (await readdir(folder)).sort();
  const lines = await Promise.all(
    names.map(async (name) => {
      const digest = createHash("sha256")
        .update(await readFile(path.join(folder, name)))
        .digest("hex");
      return `${digest}  ${name}\n`;
    }),
  );
  await writeFile(path.join(folder, "SHA256SUMS"), lines.join(""));
}
