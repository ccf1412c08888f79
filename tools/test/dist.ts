import { reportCount } from "./count.ts";
import { formVariable } from "./dist-form.ts";
import { runTests } from "./run.ts";

/**
 * `npm run test:dist`: tests of the sources, on the JavaScript of the npm package; with arguments, those whose path says so. Left to
 * themselves, a few of each part: enough to notice what the compiler or the packing changed.
 */
const selection = [
  "test/domain/",
  "test/graph/credentials/choose",
  "test/provider/values",
  "test/settings/",
  "test/text/",
];
const filters = process.argv.slice(2);

process.env[formVariable] = "dist";
const count = await runTests({ filters: filters.length === 0 ? selection : filters });
if (process.send) {
  process.send(count);
  process.disconnect();
} else {
  reportCount(count);
}
