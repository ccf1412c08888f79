import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { refusePrivate, withoutPrivate } from "../../../tools/picture/private.ts";

const repository = join(import.meta.dirname, "../../..");
const cleaned = (text: string) => withoutPrivate([{ text, style: { bold: true } }]);

it("takes paths of the machine, ids and ports out of a line, and leaves its looks", () => {
  expect(cleaned(`at ${repository}/stand-ins, ${tmpdir()}/pin-reset-demo-x1/state`)).toEqual([
    { text: "at stand-ins, …", style: { bold: true } },
  ]);
  expect(cleaned("id 37b60de3-af88-4b7c-a939-a5520aff0318 at https://localhost:40123/v1.0")).toEqual([
    { text: "id … at https://localhost/v1.0", style: { bold: true } },
  ]);
});

it("refuses a picture that still shows the machine", () => {
  expect(() => refusePrivate(`<text>${homedir()}/x</text>`)).toThrow(homedir());
  expect(() => refusePrivate("<text>npm run demo</text>")).not.toThrow();
});
