import { writeFileSync } from "node:fs";
import { registerHooks } from "node:module";

// Loaded with --import before a program: writes what the program loads, a URL a line, into the file LOADED_MODULES.
const urls: string[] = [];
registerHooks({
  load: (url, context, next) => {
    urls.push(url);
    return next(url, context);
  },
});
process.once("exit", () => {
  writeFileSync(process.env.LOADED_MODULES ?? "", urls.join("\n"));
});
