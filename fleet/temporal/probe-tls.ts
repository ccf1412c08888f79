import { connect } from "node:tls";
import { messageOf } from "../../text/message-of.ts";
import type { ConnectionSettings } from "./connection-settings.ts";

const handshakeMilliseconds = 3_000;
/** By TLS 1.3, a server refuses a client's certificate only after the client's handshake is done. */
const refusalMilliseconds = 500;

/**
 * Why a TLS connection to Temporal is not made: the SDK says only that it was not made in time.
 *
 * @returns Undefined where it is made, or where nothing listens.
 */
export function whyNoTls({ address, tls }: ConnectionSettings): Promise<string | undefined> {
  if (tls === undefined) {
    return Promise.resolve(undefined);
  }
  const { hostname, port } = new URL(`tcp://${address}`);
  return new Promise((resolve) => {
    const socket = connect({
      host: hostname.replace(/^\[|\]$/g, ""),
      port: Number(port || "7233"),
      servername: tls.serverNameOverride ?? hostname,
      ALPNProtocols: ["h2"],
      ...(tls.serverRootCACertificate === undefined ? {} : { ca: tls.serverRootCACertificate }),
      ...(tls.clientCertPair === undefined
        ? {}
        : { cert: tls.clientCertPair.crt, key: tls.clientCertPair.key }),
    });
    const finish = (reason: string | undefined): void => {
      socket.destroy();
      resolve(reason);
    };
    const isRefused = (error: Error): boolean => "code" in error && error.code === "ECONNREFUSED";
    socket.setTimeout(handshakeMilliseconds, () => finish(undefined));
    socket.once("error", (error) => finish(isRefused(error) ? undefined : messageOf(error)));
    socket.once("close", () =>
      finish("the server ends the connection: it may not accept the client's certificate"),
    );
    socket.once("secureConnect", () => {
      // What refuses the certificate is read only then.
      socket.resume();
      setTimeout(() => finish(undefined), refusalMilliseconds);
    });
  });
}
