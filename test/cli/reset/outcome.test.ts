import { expect, it } from "vitest";
import { deviceSchema } from "../../../cli/devices/device.ts";
import type { ResetState } from "../../../cli/reset/action.ts";
import { passcodeOf, visibleUntil } from "../../../cli/reset/outcome.ts";
import { Passcode } from "../../../cli/reset/passcode.ts";

const device = deviceSchema.parse({ id: "id-1", deviceName: "PHONE" });
const setAt = "2026-02-25T10:00:00Z";
const passcode = new Passcode("483920");

it("a passcode that was set shows for seven days", () => {
  expect(passcodeOf(device, { state: "done", errorCode: 0, passcode, setAt })).toEqual({
    passcode,
    setAt,
    visibleUntil: "2026-03-04T10:00:00Z",
  });
  expect(visibleUntil("2026-03-28T23:30:00.1234567Z")).toBe("2026-04-04T23:30:00Z");
});

it.each<[ResetState, string, string, RegExp]>([
  [
    { state: "failed", errorCode: 0 },
    "resetFailed",
    "failed",
    /failed on the device\.\n[\s\S]*passcode policy/,
  ],
  [
    { state: "failed", errorCode: -2016281112 },
    "resetFailed",
    "failed",
    /error code -2016281112 \(0x87d1fde8\)/,
  ],
  [{ state: "done", errorCode: 5, passcode, setAt }, "resetFailed", "failed", /error code 5 \(0x5\)/],
  [{ state: "notSupported" }, "notSupported", "refused", /does not support the reset[\s\S]*Sync/],
  [{ state: "canceled" }, "canceled", "failed", /was canceled[\s\S]*npm run pin-reset -- audit/],
  [
    { state: "done", errorCode: 0, setAt },
    "noPasscode",
    "failed",
    /until 2026-03-04T10:00:00Z[\s\S]*--resume id-1/,
  ],
  [{ state: "pending" }, "stillRunning", "stillRunning", /pending\.[\s\S]*--resume id-1/],
  [{ state: "none" }, "stillRunning", "stillRunning", /not to be seen yet/],
])("%j is the error %s", (state, code, ending, text) => {
  const judged = () => passcodeOf(device, state);
  expect(judged).toThrow(expect.objectContaining({ code, ending }));
  expect(judged).toThrow(
    expect.toSatisfy((error: { message: string; hint: string }) =>
      text.test(`${error.message}\n${error.hint}`),
    ),
  );
  expect(judged).not.toThrow(/483920/);
});
