import { isTyped, straight, typedName } from "./typed-name.ts";

/** Whether what somebody typed is a part of a name, or all of an id or a serial number, in any case. */
export function isCalled(name: string, ids: readonly string[], text: string): boolean {
  const typed = typedName(text);
  const part = typed.bare.toLowerCase();
  return (
    (part !== "" && straight(name).toLowerCase().includes(part)) || ids.some((known) => isTyped(known, typed))
  );
}
