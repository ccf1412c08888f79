import { expect, it } from "vitest";
import { slowingDown } from "../../../graph/credentials/slowing-down.ts";

type Send = ReturnType<typeof slowingDown>["policy"]["sendRequest"];
type Request = Parameters<Send>[0];
type Response = Awaited<ReturnType<Send>>;

it("asks an issuer less often that says so while a code is entered, rather than end the sign-in", async () => {
  const waits: number[] = [];
  const { sendRequest } = slowingDown(undefined, async (milliseconds) => waits.push(milliseconds)).policy;
  const answer = async (said: object, grant = "device_code") => {
    const request = { body: `grant_type=${grant}&device_code=1` } as Request;
    const response = { status: 400, bodyAsText: JSON.stringify(said) } as Response;
    return JSON.parse((await sendRequest(request, async () => response)).bodyAsText ?? "");
  };
  const pending = { error: "authorization_pending" };
  expect(await answer(pending)).toEqual(pending);
  expect(waits).toEqual([]);
  expect(await answer({ error: "slow_down", error_description: "Too fast." })).toMatchObject(pending);
  await answer(pending);
  await answer({ error: "slow_down" });
  expect(waits).toEqual([5000, 5000, 10_000]);
  await answer({ access_token: "t" });
  expect(await answer({ error: "slow_down" }, "refresh_token")).toEqual({ error: "slow_down" });
  expect(waits).toHaveLength(3);
});
