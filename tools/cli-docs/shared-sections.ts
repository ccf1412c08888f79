/** What all commands share, for their overview. */
export const sharedSections: readonly string[] = [
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
