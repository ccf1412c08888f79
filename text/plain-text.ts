/**
 * What a terminal, a log or a reader would not show as itself: control characters (C0, C1, ESC), format characters
 * (bidi overrides, zero width), line and paragraph separators, and halves of a surrogate pair.
 * Source: https://www.unicode.org/reports/tr44/#General_Category_Values
 */
const notShown = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Text from a tenant on one line, with every character that would not be seen as an escape: `\u{202E}`. */
export function plainText(text: string): string {
  return text.replace(notShown, asEscape);
}

/** Text of several lines as `plainText`, its line feeds and tabs kept. */
export function plainLines(text: string): string {
  return text.replace(notShown, (character) => (/[\n\t]/.test(character) ? character : asEscape(character)));
}

// Select Graphic Rendition: https://invisible-island.net/xterm/ctlseqs/ctlseqs.html
const styles = new RegExp(`(${String.fromCodePoint(0x1b)}\\[[\\d;]*m)`);

/** As `plainLines`, with what gives colors kept (SGR), for output whose text is plain already. */
export function plainStyledLines(text: string): string {
  return text
    .split(styles)
    .map((part, index) => (index % 2 === 1 ? part : plainLines(part)))
    .join("");
}

/** The message of another service on one line, as `plainText`; its line breaks are blanks. */
export function plainMessage(text: string): string {
  return plainText(text.trim().replace(/[\t\r\n]+/g, " "));
}

/**
 * A value as JSON that is the same JSON for a program, and has no character that a terminal or the runner of a pipeline
 * would act on: those are written as `\uXXXX`.
 */
export function jsonText(value: unknown, indent?: number): string {
  return plainJson(JSON.stringify(value, undefined, indent));
}

/** JSON text as `jsonText` writes it: only within strings can there be what it escapes. */
export function plainJson(json: string): string {
  return json
    .replace(doubledHash, "\\u0023")
    .replace(notShown, (character) => (/[\n\t]/.test(character) ? character : asJsonEscape(character)));
}

function asEscape(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16).toUpperCase()}}`;
}

function asJsonEscape(character: string): string {
  // Pairs are written by their halves: https://www.rfc-editor.org/rfc/rfc8259#section-7
  return character.replace(/[\s\S]/g, (half) => `\\u${half.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

// Both runners compare as a culture does, in which marks and what is not shown count for nothing.
const doubledHash = /#(?=[\p{M}\p{Cc}\p{Cf}]*#)/gu;
const doubledColon = /^([\s\p{M}\p{Cc}\p{Cf}]*):(?=[\p{M}\p{Cc}\p{Cf}]*:)/gmu;

/**
 * Lines in which the runner of a pipeline finds no command: Azure's agent looks for `##vso[` anywhere in a line,
 * GitHub's runner for `::name::` at its beginning and for `##[name]` anywhere.
 * Sources: https://github.com/microsoft/azure-pipelines-agent/blob/master/src/Microsoft.VisualStudio.Services.Agent/Command.cs,
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export function withoutCommands(lines: string): string {
  return lines.replace(doubledHash, "# ").replace(doubledColon, "$1: ");
}
