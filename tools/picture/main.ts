import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { demoColumns, pictureOfDemo, startDemo, writtenBy } from "./demo.ts";

const docs = join(import.meta.dirname, "../../docs");

async function takeDemoPicture(): Promise<void> {
  const { written, code } = await writtenBy(startDemo(demoColumns));
  if (code !== 0) {
    throw new Error(`The demo ended with exit code ${code}: run \`npm run demo\` to see why.`);
  }
  await writeFile(join(docs, "demo.svg"), await pictureOfDemo(written));
}

/** `npm run picture`: docs/demo.svg; `npm run picture -- fleet`: the pictures of the fleet's report. */
if (process.argv[2] === "fleet") {
  const { takeFleetPictures } = await import("./fleet/take.ts");
  await takeFleetPictures(docs);
} else {
  await takeDemoPicture();
}
