import { script } from "@bomb.sh/tab";

type Shell = "zsh" | "fish" | "powershell";

/** What a script would run of the words on the line, and what keeps it from that. */
const safer: Partial<Record<Shell, readonly [unsafe: string, safe: string]>> = {
  // Parts of the word go through eval.
  zsh: [`flagPrefix="-P \${BASH_REMATCH}"`, `flagPrefix="-P \${(q)BASH_REMATCH}"`],
  // PowerShell takes typographic quotes, as in the name of a phone, for single ones too: they would end the text that is invoked.
  powershell: [`($_ -replace "'", "''")`, `($_ -replace "['\\u2018-\\u201B]", '$0$0')`],
};

/**
 * The script of the library @bomb.sh/tab for a shell.
 *
 * @param completer What the script runs, quoted for a shell.
 * @throws Error where the library's script is not the one that is known here.
 */
export function libraryScript(shell: Shell, completer: string): string {
  const text = printed(() => script(shell, "pin-reset", completer));
  const [unsafe, safe] = safer[shell] ?? ["", ""];
  if (text.split(unsafe).length !== 2 && unsafe !== "") {
    throw new Error(`The completion script for ${shell} of @bomb.sh/tab has changed.`);
  }
  return unsafe === "" ? text : text.replace(unsafe, () => safe);
}

/** The library returns no script, but prints it. */
function printed(print: () => void): string {
  const { log } = console;
  let text = "";
  console.log = (line: string) => {
    text += `${line}\n`;
  };
  try {
    print();
  } finally {
    console.log = log;
  }
  return text;
}
