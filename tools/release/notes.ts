/**
 * What the changelog says of a version: changesets writes it there, a heading a version.
 *
 * @throws Error where it has no such heading.
 */
export function releaseNotes(changelog: string, version: string): string {
  const lines = changelog.split("\n");
  const start = lines.findIndex((line) => line === `## ${version}` || line.startsWith(`## ${version} `));
  if (start < 0) {
    throw new Error(
      `CHANGELOG.md has no heading \`## ${version}\`: \`npm run changeset -- version\` writes it.`,
    );
  }
  const length = lines.slice(start + 1).findIndex((line) => line.startsWith("## "));
  const end = length < 0 ? undefined : start + 1 + length;
  return `${lines
    .slice(start + 1, end)
    .join("\n")
    .trim()}\n`;
}
