import { findChromium } from "../../tools/picture/fleet/browser.ts";

/** Whether there is no browser to test in. In CI a missing one is a failure. */
export const isBrowserMissing = findChromium() === undefined && !process.env.CI;

if (isBrowserMissing) {
  process.stderr.write("test/browser is skipped: there is no Chromium on PATH. Set CHROMIUM_PATH to one.\n");
}
