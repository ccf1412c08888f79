/** A text as a sentence begins. */
export function sentence(text: string): string {
  return text.replace(/^./, (letter) => letter.toUpperCase());
}

/** A number of devices in words. */
export function deviceCount(count: number): string {
  return count === 1 ? "1 device" : `${count} devices`;
}

/** Lines of at most `width` characters, broken between words, each but the first after `indent`. */
export function wrapped(text: string, width: number, indent: string): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (longer.length <= width - indent.length || line === "") {
      line = longer;
    } else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line].join(`\n${indent}`);
}
