import type { Reply } from "../../http/message.ts";
import type { DirectoryCore } from "../state.ts";

/** A page for a browser. `content` is HTML. */
export function htmlReply(title: string, content: string, status = 200): Reply {
  return {
    status,
    headers: { "content-type": "text/html; charset=utf-8" },
    body: `<!doctype html>\n<html lang="en">\n<title>${escaped(title)}</title>\n<h1>${escaped(title)}</h1>\n${content}\n</html>\n`,
  };
}

/** Text as HTML, in an attribute too. */
export function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

/** The accounts of the tenant to choose from, in a form: nobody has a password here. */
export function listedAccounts({ state }: DirectoryCore): string {
  const options = state.users.all().map(({ userPrincipalName, displayName }) => {
    const name = escaped(userPrincipalName ?? "");
    return `<option value="${name}">${escaped(displayName ?? "")} (${name})</option>`;
  });
  return `<label>Account <select name="login">\n${options.join("\n")}\n</select></label>`;
}
