/** Text as one line in which the agent finds no command. */
function oneLine(text: string): string {
  return visible(text.replace(/[\r\n]+/g, " ")).replace(/#(?=\p{M}*#)/gu, "# ");
}

/** Text with what a reader would not see, such as a control character or a bidi override, as an escape: `\u{202E}`. */
function visible(text: string): string {
  return text.replace(
    /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16).toUpperCase()}}`,
  );
}

/** The value of an environment variable; throws an error that names it if it is missing. */
export function variable(name: string): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(`The environment variable ${name} is missing.`);
  }
  return value;
}

/** Where this run is shown. */
export function runUrl(): string {
  return `${variable("SYSTEM_COLLECTIONURI")}${variable("SYSTEM_TEAMPROJECTID")}/_build/results?buildId=${variable("BUILD_BUILDID")}`;
}

/** Runs a script's work; a failure is one line of the log, marked as an error. */
export async function main(work: () => Promise<string>): Promise<void> {
  try {
    process.stdout.write(`${await work()}\n`);
  } catch (fault) {
    const message = fault instanceof Error ? fault.message : String(fault);
    process.stdout.write(`##vso[task.logissue type=error]${oneLine(message)}\n`);
    process.exitCode = 1;
  }
}

/** Asks Azure DevOps, as the build service. Without a good token it answers 203 with the page to sign in at. */
export async function ask(method: string, url: string, body?: object): Promise<Response> {
  return await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${variable("SYSTEM_ACCESSTOKEN")}`,
      "content-type": "application/json",
    },
    redirect: "error",
    signal: AbortSignal.timeout(30_000),
    ...(body && { body: JSON.stringify(body) }),
  });
}
