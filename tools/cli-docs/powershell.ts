const assignments = /^(?:[A-Z_][A-Z0-9_]*=\S+ +)+/;
const redirection = / > [\w./-]+$/;
// Between single quotes a dollar sign is one, in both.
const quotedOrVariable = /'[^']*'|\$([A-Z_][A-Z0-9_]*)/g;

/**
 * A command line of bash as it is typed in PowerShell on Windows; undefined where it is the same there. A variable in front of the
 * command is set and removed around it. A file is written by cmd, byte for byte: `>` of Windows PowerShell writes UTF-16. `npm.cmd` is
 * npm without its script for PowerShell, of which many versions lose the `--`: https://github.com/npm/cli/issues/3136
 */
export function inPowerShell(line: string): string | undefined {
  const [before = ""] = assignments.exec(line) ?? [];
  const bare = line.slice(before.length);
  const command = bare.replace(quotedOrVariable, (found, name) =>
    name === undefined ? found : `$env:${name}`,
  );
  const writesFile = redirection.test(bare);
  if (command === line && !writesFile) {
    return undefined;
  }
  const variables = before
    .trim()
    .split(/ +/)
    .filter(Boolean)
    .map((assignment) => assignment.split("="));
  return [
    ...variables.map(([name, ...value]) => `$env:${name} = "${value.join("=")}"`),
    writesFile ? `cmd /c '${bare}'` : command.replace(/^npm /, "npm.cmd "),
    ...variables.map(([name]) => `Remove-Item Env:${name}`),
  ].join("\n");
}
