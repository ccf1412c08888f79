import * as pulumi from "@pulumi/pulumi";
import { withoutSecrets } from "../settings/names.ts";
import { plainLines } from "../text/plain-text.ts";

/**
 * The log of the run, for all that the program says: names of the tenant are in its messages, and must not act on the
 * terminal. A name that is to stay on its line is `plainText` first.
 */
export const stackLog = {
  warn: (message: string) => pulumi.log.warn(plainLines(withoutSecrets(message))),
  info: (message: string) => pulumi.log.info(plainLines(withoutSecrets(message))),
};
