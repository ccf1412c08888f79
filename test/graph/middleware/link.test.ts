import type { Context } from "@microsoft/microsoft-graph-client";
import { describe, expect, it } from "vitest";
import { callOf } from "../../../graph/middleware/call.ts";
import { uncarried } from "../../../graph/middleware/errors.ts";
import { link } from "../../../graph/middleware/link.ts";
import { failureOf } from "../support/connection.ts";

const request = "https://graph.example/v1.0/groups";

describe("link", () => {
  it("gives the next middleware headers of its own, and takes its response", async () => {
    const context: Context = { request, options: { headers: { a: "1" } } };
    const middleware = link((own, next) => next(own));
    middleware.setNext?.(
      link(async (own) => {
        Object.assign(own.options?.headers ?? {}, { a: "2" });
        return new Response("answer");
      }),
    );
    await middleware.execute(context);
    expect(await context.response?.text()).toBe("answer");
    expect(context.options?.headers).toEqual({ a: "1" });
  });

  it("at the end of a chain that gives no response is an error", async () => {
    expect(await failureOf(link((own, next) => next(own)).execute({ request }))).toBeInstanceOf(TypeError);
  });
});

it("a request without its call's options is a mistake of the program", () => {
  expect(() => callOf({ request })).toThrow("CallOptions");
});

it("an error that was not carried stays as it is", () => {
  const error = new Error("as it is");
  expect(uncarried(error)).toBe(error);
});
