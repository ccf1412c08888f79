/** A text as a sentence begins. */
export function sentence(text: string): string {
  return text.replace(/^./, (letter) => letter.toUpperCase());
}

/** A number of devices in words. */
export function deviceCount(count: number): string {
  return count === 1 ? "1 device" : `${count} devices`;
}
