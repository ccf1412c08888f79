/** The version of the published plugin whose place this takes. */
export const version = "6.9.1";
