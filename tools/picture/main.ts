import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { reportCount } from "../test/count.ts";
import { demoColumns, pictureOfDemo, startDemo, writtenBy } from "./demo.ts";

const docs = join(import.meta.dirname, "../../docs");

async function takeDemoPicture(): Promise<void> {
  const { written, code } = await writtenBy(startDemo(demoColumns));
  if (code !== 0) {
    throw new Error(`The demo ended with exit code ${code}: run \`npm run demo\` to see why.`);
  }
  await writeFile(join(docs, "demo.svg"), await pictureOfDemo(written));
}

/** The journeys are made by tests, which keep what their terminals have shown. */
async function takeJourneyPictures(): Promise<void> {
  process.env.PIN_RESET_JOURNEY_PICTURES = join("docs", "journeys");
  const { runTests } = await import("../test/run.ts");
  reportCount(await runTests({ filters: ["test/journeys"] }));
}

/**
 * `npm run picture`: docs/demo.svg; `npm run picture -- fleet`: the pictures of the fleet's report; `npm run picture -- journeys`:
 * docs/journeys/.
 */
if (process.argv[2] === "journeys") {
  await takeJourneyPictures();
} else if (process.argv[2] === "fleet") {
  const { takeFleetPictures } = await import("./fleet/take.ts");
  await takeFleetPictures(docs);
} else {
  await takeDemoPicture();
}
