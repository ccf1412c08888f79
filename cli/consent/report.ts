import { CommandError } from "../errors.ts";
import type { Ending } from "../exit-codes.ts";
import type { Column, Output } from "../output.ts";
import { type Arrivals, haveArrived, isEnabled } from "./arrival.ts";
import type { ConsentLink } from "./links.ts";

const linkColumns: readonly Column<ConsentLink>[] = [
  { key: "app", title: "Application", value: ({ app }) => app },
  { key: "url", title: "Link", value: ({ url }) => url },
];

/**
 * Prints the links: as data, unless what is waited for is to be the data; a table would cut them. What to know about
 * them goes to standard error.
 */
export function printLinks(output: Output, links: readonly ConsentLink[], isOnTheWay: boolean): void {
  const isText = output.format === "table";
  if (!isText && !isOnTheWay) {
    output.rows(linkColumns, links);
  } else {
    for (const { app, url } of links) {
      output.note(`${app}:`);
      if (isText) {
        output.data(url);
      } else {
        output.note(url);
      }
    }
  }
  output.note(
    'Open both as an Application Administrator and accept. The blank page or "page not found" at the end is\n' +
      "normal: what counts is that both are listed under Enterprise applications in the Entra admin center.",
  );
}

type Row = ConsentLink & { readonly objectId: string | undefined; readonly enabled: boolean | undefined };

const arrivalColumns: readonly Column<Row>[] = [
  { key: "app", title: "Application", value: ({ app }) => app, table: { priority: 1 } },
  { key: "objectId", title: "Object id", value: ({ objectId }) => objectId, table: { priority: 2 } },
  { key: "enabled", title: "Enabled", value: ({ enabled }) => enabled, table: { priority: 1 } },
];

/** Prints which applications are in the tenant. */
export function printArrivals(output: Output, links: readonly ConsentLink[], arrivals: Arrivals): void {
  const rows = links.map((link, index) => {
    const principal = arrivals[index];
    return { ...link, objectId: principal?.id, enabled: principal && isEnabled(principal) };
  });
  output.rows(arrivalColumns, rows);
}

/**
 * How the wait of so many minutes ended.
 *
 * @throws CommandError `notArrived` where an application is still missing.
 */
export function endingOfWait(output: Output, arrivals: Arrivals, minutes: number): Ending {
  if (!haveArrived(arrivals)) {
    throw notArrived(minutes);
  }
  const disabled = arrivals.filter((principal) => principal !== undefined && !isEnabled(principal));
  if (disabled.length === 0) {
    output.note("Both applications are in the tenant, and enabled.");
    return "done";
  }
  output.note(
    "No user can sign in to a disabled application: `npm run pin-reset -- doctor` says what to do about it.",
  );
  return "found";
}

function notArrived(minutes: number): CommandError {
  return new CommandError(
    "notArrived",
    `After ${minutes} ${minutes === 1 ? "minute" : "minutes"} the tenant does not have both applications.`,
    {
      hint:
        "Accept both links, in the tenant that the credentials sign in to. It can take a while until Graph shows " +
        "them: `npm run pin-reset -- consent --wait` looks again.",
      ending: "stillRunning",
    },
  );
}
