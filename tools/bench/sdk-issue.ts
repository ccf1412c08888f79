/** The text of an issue for the Pulumi SDK about what its root loads, in Markdown; empty: the page has no such section. */
export const sdkIssue: string = "";
