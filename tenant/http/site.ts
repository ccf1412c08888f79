import { setTimeout } from "node:timers/promises";
import { armPath } from "../azure/address.ts";
import { vaultNamed } from "../azure/key-vault/address.ts";
import { keyVaultReply } from "../azure/key-vault/reply.ts";
import { armReply } from "../azure/reply.ts";
import type { ControlContext } from "../control/endpoint.ts";
import { ConnectionCut, type Faults, underFaults } from "../control/faults.ts";
import type { LoggedStep, RequestLog } from "../control/request-log.ts";
import { loginRoutes } from "../entra/login.ts";
import { graphReply, idsOf } from "../graph/graph.ts";
import { errorEnvelope, GraphFault, type RequestIds } from "../graph/odata/errors.ts";
import { findGraphRoute } from "../routes.ts";
import type { TenantCore } from "../state.ts";
import { jsonOrNothing, type Message, pathOf, type Reply } from "./message.ts";
import { createRouter } from "./router.ts";

/** A tenant with what stands around it. */
export type Site = ControlContext & {
  readonly core: TenantCore;
  readonly faults: Faults;
  readonly requests: RequestLog;
  /** Whether connections are closed without a response, as where the tenant does not respond. */
  isDown: boolean;
};

const findLogin = createRouter(loginRoutes);
/** Where Graph is served. */
export const graphPath = /^\/(v1\.0|beta)\//;

/**
 * Serves a request that came over the wire: under faults, and noted in the log.
 * Throws `ConnectionCut` where the connection is to be closed without a response.
 */
export async function siteReply(site: Site, message: Message): Promise<Reply> {
  if (site.isDown) {
    throw new ConnectionCut();
  }
  const { latencyMilliseconds } = site.core.state.settings;
  if (latencyMilliseconds > 0) {
    await setTimeout(latencyMilliseconds);
  }
  const ids = idsOf(message);
  const steps: LoggedStep[] = [];
  const note = (status: number): void => site.requests.add({ ...logged(site, message, ids), status, steps });
  try {
    const reply = await serveUnderFaults(site, message, ids, (lagReads) =>
      route(site, message, ids, lagReads, steps),
    );
    note(reply.status);
    return reply;
  } catch (error) {
    note(error instanceof ConnectionCut ? 0 : 500);
    throw error;
  }
}

function logged(site: Site, message: Message, ids: RequestIds) {
  return {
    at: site.core.now(),
    method: message.method,
    target: message.target,
    userAgent: message.headers["user-agent"] ?? "",
    ...ids,
    body:
      graphPath.test(message.target) || armPath.test(message.target)
        ? jsonOrNothing(message.body)
        : undefined,
  };
}

function serveUnderFaults(
  site: Site,
  message: Message,
  ids: RequestIds,
  work: (lagReads: number) => Promise<Reply>,
): Promise<Reply> {
  const userAgent = message.headers["user-agent"] ?? "";
  const effects = site.faults.take({ method: message.method, target: message.target, userAgent });
  const refuse = (status: number, code: string, text: string): unknown =>
    errorEnvelope(new GraphFault(status, code, text), ids, site.core.now());
  return underFaults(effects, refuse, work);
}

async function route(
  site: Site,
  message: Message,
  ids: RequestIds,
  lagReads: number,
  steps: LoggedStep[],
): Promise<Reply> {
  const vault = vaultNamed(site.core.origin, message.headers.host);
  if (vault !== undefined) {
    return keyVaultReply(site.core, vault, message);
  }
  if (graphPath.test(message.target)) {
    const userAgent = message.headers["user-agent"] ?? "";
    return graphReply({
      core: site.core,
      message,
      ids,
      lagReads,
      findRoute: findGraphRoute,
      noteStep: (step) => steps.push(step),
      serveStep: (step, serve) =>
        serveUnderFaults(
          site,
          { ...step, headers: { "user-agent": userAgent, ...step.headers } },
          idsOf(step),
          serve,
        ),
    });
  }
  if (armPath.test(message.target)) {
    return armReply(site.core, message);
  }
  const match = findLogin(message.method, pathOf(message.target));
  return match.kind === "found"
    ? match.route.handle(site.core, message, match.params)
    : {
        status: match.kind === "wrongMethod" ? 405 : 404,
        body: { error: { code: "NotFound", message: `There is nothing at ${pathOf(message.target)}.` } },
      };
}
