import { once } from "node:events";
import net from "node:net";
import { describe, expect, it, vi } from "vitest";
import { portOf } from "../graph/support/server.ts";
import { startPinReset } from "./support/run.ts";
import { serveCompanion } from "./support/tenant.ts";

const served = serveCompanion();

const commands: string[][] = [
  ["doctor"],
  ["devices"],
  ["audit"],
  ["reset", "Lena's phone", "--yes", "--show"],
  ["reset", "Lena's phone", "--yes", "--vault", "passcodes"],
  ["consent", "--wait"],
];

/** Runs a command until it waits for `host`, interrupts it once, and gives how it ended. */
async function interrupted(args: readonly string[], env: Record<string, string>, waiting: () => void) {
  const { child, ended } = startPinReset(args, { ...served.tenant.env, ...env });
  try {
    await vi.waitFor(waiting, { timeout: 15_000 });
    child.kill("SIGINT");
    return await ended;
  } finally {
    child.kill("SIGKILL");
  }
}

const named: [string, string[]][] = commands.map((args) => [args.join(" "), args]);

describe.skipIf(process.platform === "win32").each(named)("%s", (_, given) => {
  it("ends with the first Ctrl-C while the sign-in host keeps silent", async () => {
    const { faults, requests } = served.tenant;
    faults.add({
      match: { path: "/oauth2/v2.0/token" },
      effect: { kind: "latency", milliseconds: 60_000, when: "before" },
    });
    const run = await interrupted(given, {}, () =>
      expect(requests.list({ path: "/openid-configuration" })).not.toEqual([]),
    );
    expect(run.code).toBe(130);
  });

  it("ends with the first Ctrl-C while the metadata host keeps silent", async () => {
    const sockets: net.Socket[] = [];
    const silent = net.createServer((socket) => sockets.push(socket.on("error", () => socket.destroy())));
    await once(silent.listen(0, "127.0.0.1"), "listening");
    const host = `127.0.0.1:${portOf(silent.address())}`;
    try {
      const run = await interrupted(given, { ARM_METADATA_HOSTNAME: host }, () =>
        expect(sockets).not.toEqual([]),
      );
      expect(run.code).toBe(130);
    } finally {
      for (const socket of sockets) {
        socket.destroy();
      }
      silent.close();
    }
  });
});
