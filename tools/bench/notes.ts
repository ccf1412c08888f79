/** What is known of a section beside its numbers, by its id: where the time goes, and why a target is missed. */
export const notes: Readonly<Record<string, string>> = {};
