/** Flags of the CLI that take a value and may stand before the command. */
const valueFlags = new Set(["-C", "--cwd", "--color", "-v", "--verbose", "--profiling", "--tracing"]);
const engineCommands = new Set(["up", "update", "preview", "pre", "destroy", "refresh", "import", "watch"]);

/**
 * The command that the CLI's arguments name, such as `preview`.
 *
 * @returns Undefined where they name none, or ask for a command's help.
 */
export function commandOf(args: readonly string[]): string | undefined {
  const asksForHelp = args.some((arg) => /^(-h|--help)$/.test(arg));
  return asksForHelp
    ? undefined
    : args.find((arg, index) => !arg.startsWith("-") && !valueFlags.has(args[index - 1] ?? ""));
}

/** Whether the CLI's arguments run the engine, which needs the language host and the plugins. */
export function runsEngine(args: readonly string[]): boolean {
  return engineCommands.has(commandOf(args) ?? "");
}

/**
 * The folder that the CLI's arguments name in place of the current one, by `-C` or `--cwd`, of which the last counts.
 *
 * @returns Undefined where they name none.
 */
export function folderOf(args: readonly string[]): string | undefined {
  const index = args.findLastIndex((arg) => /^(?:-C|--cwd(?:=|$))/.test(arg));
  const [, attached = ""] = /^(?:-C|--cwd)=?(.*)$/s.exec(args[index] ?? "") ?? [];
  return index < 0 ? undefined : attached || args[index + 1];
}
