import { mkdtemp, rm } from "node:fs/promises";
import http from "node:http";
import https from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listenOnLoopback, serveWith, stopListening } from "./http/listener.ts";
import type { Message, Reply } from "./http/message.ts";
import { type ServerIdentity, serverIdentity } from "./http/tls.ts";

/** Where to listen, and where certificates are kept. */
export type LoopbackOptions = {
  /** The port of the HTTPS server on 127.0.0.1; left out: any free one. */
  readonly port?: number;
  /** Where the certificates are kept; left out: a temporary directory that `close` removes. */
  readonly directory?: string;
};

/** The two servers: HTTPS, and plain HTTP for managed identity. */
export type Loopback = {
  /** `https://localhost:PORT` */
  readonly origin: string;
  /** `http://127.0.0.1:PORT`, where managed identity is served. */
  readonly plainOrigin: string;
  readonly directory: string;
  readonly identity: ServerIdentity;
  readonly serve: (reply: (message: Message) => Promise<Reply>) => void;
  readonly servePlain: (reply: (message: Message) => Promise<Reply>) => void;
  /** Refuses connections, as a host that is down does. */
  readonly goDown: () => Promise<void>;
  /** Listens again, on the same port. */
  readonly comeUp: () => Promise<void>;
  /** Stops, and removes the directory if it was a temporary one. */
  readonly close: () => Promise<void>;
};

/** Starts to listen on loopback. */
export async function listen(options: LoopbackOptions): Promise<Loopback> {
  const directory = options.directory ?? (await mkdtemp(join(tmpdir(), "tenant-")));
  const identity = await serverIdentity(directory);
  const server = https.createServer({ key: identity.key, cert: identity.certificate });
  const plain = http.createServer();
  const port = await listenOnLoopback(server, options.port ?? 0);
  const plainPort = await listenOnLoopback(plain, 0);
  return {
    origin: `https://localhost:${port}`,
    plainOrigin: `http://127.0.0.1:${plainPort}`,
    directory,
    identity,
    serve: (reply) => serveWith(server, reply),
    servePlain: (reply) => serveWith(plain, reply),
    goDown: () => stopListening(server),
    comeUp: async () => {
      await listenOnLoopback(server, port);
    },
    close: async () => {
      await Promise.all([stopListening(server), stopListening(plain)]);
      if (options.directory === undefined) {
        await rm(directory, { recursive: true, force: true });
      }
    },
  };
}
