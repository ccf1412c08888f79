import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { whyNoDownloads } from "../../pulumi-cli/download.ts";

let server: Server;
let status: number | undefined;
let url: string;
beforeEach(async () => {
  server = createServer((_request, response) => {
    if (status !== undefined) {
      response.writeHead(status).end();
    }
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/install.sh`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

describe("downloads", () => {
  it("can be had where the host answers", async () => {
    status = 200;

    expect(await whyNoDownloads({}, url)).toBeUndefined();
  });

  it("cannot where something on the way refuses", async () => {
    status = 403;

    expect(await whyNoDownloads({}, url)).toBe(`${new URL(url).host} responded with 403`);
  });

  it("cannot where nobody is there", async () => {
    await new Promise((resolve) => server.close(resolve));

    expect(await whyNoDownloads({}, url)).toBe(`${new URL(url).host} cannot be reached (ECONNREFUSED)`);
  });

  it("cannot where the host does not answer in time", async () => {
    status = undefined;
    const timeout = vi.spyOn(AbortSignal, "timeout");
    const controller = new AbortController();
    timeout.mockReturnValue(controller.signal);
    server.once("request", () => controller.abort(new DOMException("late", "TimeoutError")));

    expect(await whyNoDownloads({}, url)).toBe(
      `${new URL(url).host} cannot be reached (no answer within 3 s)`,
    );
    expect(timeout).toHaveBeenCalledWith(3000);
    timeout.mockRestore();
  });
});
