import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

/**
 * The licenses of what is bundled, whose texts must go with copies of it.
 *
 * @param packages Each package's folder, by name.
 */
export async function thirdPartyNotices(packages: ReadonlyMap<string, string>): Promise<string> {
  const notices = await Promise.all(
    [...packages].map(async ([name, folder]) => await noticeOf(name, folder)),
  );
  return `This plugin contains the packages below.\n\n${notices.join("\n")}`;
}

async function noticeOf(name: string, folder: string): Promise<string> {
  const { license, version }: { license?: string; version?: string } = JSON.parse(
    await readFile(path.join(folder, "package.json"), "utf8"),
  );
  const file = (await readdir(folder)).sort().find((each) => /^(?:licen[cs]e|copying)/i.test(each));
  const text = file === undefined ? "" : `\n${(await readFile(path.join(folder, file), "utf8")).trim()}\n`;
  return `${"-".repeat(80)}\n${name} ${version}: ${license ?? "see below"}\n${text}`;
}
