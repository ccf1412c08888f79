import { keyTable } from "../../cli/config/keys.ts";
import { table } from "./table.ts";

/** What all commands share, for their overview. */
export function sharedSections(): string[] {
  return [...querySection, ...configurationSection(), ...completionSection];
}

const querySection: readonly string[] = [
  "## Query",
  "",
  "`--query EXPRESSION` prints what a [JMESPath](https://jmespath.org) expression selects of a command's JSON output, as in",
  "`az`. It implies `--output json`, and a string is printed with its quotes. `--output csv` or `table` beside it takes a list of",
  "objects. Put the expression in double quotes, which bash and PowerShell both take, and a text within it in single ones, such as",
  "`\"[?user=='sam@contoso.example']\"`.",
  "",
  "```sh",
  'npm run --silent pin-reset -- devices --query "[].{name: name, user: user}" --output csv',
  "```",
  "",
  "An expression that is not well formed ends the command before it does anything, and the error shows where. Where a query fails on",
  "what a command printed, such as for a function that does not take a value, the output is printed whole, and the exit code is 1.",
  "`reset --query passcode` shows a passcode as `--output json` does; with `--output csv` or `table` it is refused.",
  "",
];

function configurationSection(): string[] {
  return [
    "## Configuration",
    "",
    "A configuration file has defaults of options, as YAML: your own is `~/.config/pin-reset/config.yaml` (`$XDG_CONFIG_HOME` counts;",
    "on Windows `%APPDATA%\\pin-reset\\config.yaml`). A folder's is `.pin-reset.yaml`, in the current folder or the nearest above it",
    "within the same git repository. What counts is, in this order: the command line, an environment variable where there is one, the",
    "folder's file, your own, and the command's default. `pin-reset config` prints what applies, and where it comes from:",
    "",
    "```sh",
    "npm run --silent pin-reset -- config",
    "npm run --silent pin-reset -- config set timeout 20",
    "```",
    "",
    table(
      ["key", "what it is", "variable", "in a folder's file"],
      [...keyTable].map(([key, { description, variable, userOnly }]) => [
        `\`${key}\``,
        description,
        variable === undefined ? "" : `\`${variable}\``,
        userOnly === undefined ? "yes" : `no: ${userOnly}`,
      ]),
    ),
    "",
    "A folder's file may come with a checkout of somebody else's, so it may not say where passcodes, sign-ins or commands go, and it",
    "must not be a link. A key that is unknown or wrong, or that a folder's file may not have, is an error with the file, the line and",
    "the key; nothing runs then. Secrets have no key, and nor has what is decided for each run, such as `--yes`, `--show`, `--heal` or",
    "`--allow-platform`. A path is relative to the file that has it. `reset` takes its format from the command line alone, since",
    "`--output json` prints passcodes; a `vault` counts for it unless `--show` or `--copy` is given.",
    "",
  ];
}

const completionSection: readonly string[] = [
  "## Completion",
  "",
  "`pin-reset completion SHELL` prints the script by which a shell completes commands, options, their values and names of files.",
  "It is for a command named `pin-reset`: in a checkout `npm link` puts it on PATH. The line for each shell's profile:",
  "",
  table(
    ["shell", "profile", "line"],
    [
      ["bash", "`~/.bashrc`", '`eval "$(pin-reset completion bash)"`'],
      ["zsh", "`~/.zshrc`, after `compinit`", "`source <(pin-reset completion zsh)`"],
      ["fish", "`~/.config/fish/config.fish`", "`pin-reset completion fish \\| source`"],
      ["PowerShell", "`$PROFILE`", "`pin-reset completion powershell \\| Out-String \\| Invoke-Expression`"],
    ],
  ),
  "",
  "Names of devices and tenants are not completed, since that would need a sign-in.",
  "",
];
