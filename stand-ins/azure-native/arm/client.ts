import { setTimeout as sleep } from "node:timers/promises";
import type { TokenCredential } from "@azure/identity";
import { z } from "zod";
import { needSetting, type Settings, settingName } from "../settings.ts";
import { type Cloud, findCloud } from "./cloud.ts";
import { readCredential } from "./credential.ts";
import { armFailure, type FullResponse, isConflictThatPasses } from "./failure.ts";

/** Waits that many milliseconds, or until the signal aborts. */
export type Wait = (milliseconds: number, signal: AbortSignal) => Promise<void>;

/** Waits on the machine's clock. */
export const waitOnClock: Wait = async (milliseconds, signal) => {
  await sleep(milliseconds, undefined, { signal });
};

const armBody = z.looseObject({ id: z.string(), properties: z.record(z.string(), z.unknown()).default({}) });

/** A resource as Azure Resource Manager shows it. */
export type ArmBody = z.output<typeof armBody>;

type Session = Cloud & { readonly credential: TokenCredential };

/** How long the published plugin waits before another try, in seconds. */
const patience = [20, 60, 120];
const pollSeconds = 10;

/** Azure Resource Manager, for one sign-in. Signs in at the first request, once for all that wait for it. */
export class ArmClient {
  readonly #settings: Settings;
  readonly #userAgent: string;
  readonly #wait: Wait;
  #session: Promise<Session> | undefined;

  constructor(settings: Settings, userAgent: string, wait: Wait) {
    this.#settings = settings;
    this.#userAgent = userAgent;
    this.#wait = wait;
  }

  /** The subscription that resources are in. Throws an error that names the setting where it is not given. */
  subscriptionId(): string {
    return needSetting(this.#settings, "subscriptionId");
  }

  /** A resource; undefined where there is none of that id. Throws ArmFailure. */
  async get(id: string, apiVersion: string, signal: AbortSignal): Promise<ArmBody | undefined> {
    const result = await this.#send("GET", await this.#urlOf(id, apiVersion, signal), signal);
    if (result.status === 404) {
      return undefined;
    }
    return armBody.parse(bodyOf(result));
  }

  /** Creates or replaces a resource; gives it once Azure says that this is done. Throws ArmFailure. */
  async put(id: string, apiVersion: string, body: unknown, signal: AbortSignal): Promise<ArmBody> {
    bodyOf(await this.#send("PUT", await this.#urlOf(id, apiVersion, signal), signal, body));
    for (;;) {
      const found = await this.get(id, apiVersion, signal);
      const state = found?.properties.provisioningState ?? "Succeeded";
      if (found !== undefined && state === "Succeeded") {
        return found;
      }
      if (state === "Failed" || state === "Canceled") {
        throw new Error(`Azure could not make ${id}: it says "${state}". Look at it in the portal.`);
      }
      await this.#wait(1000 * pollSeconds, signal);
    }
  }

  /** Removes a resource, and waits until it is gone; one that is gone already is no error. Throws ArmFailure. */
  async delete(id: string, apiVersion: string, signal: AbortSignal): Promise<void> {
    let result = await this.#send("DELETE", await this.#urlOf(id, apiVersion, signal), signal);
    while (result.status === 202 && result.location !== undefined) {
      await this.#wait(1000 * (result.retryAfter ?? pollSeconds), signal);
      result = await this.#send("GET", result.location, signal);
    }
    if (result.status !== 404) {
      bodyOf(result);
    }
  }

  async #urlOf(id: string, apiVersion: string, signal: AbortSignal): Promise<string> {
    const { manager } = await this.#signedIn(signal);
    return `${manager}${id}?api-version=${apiVersion}`;
  }

  async #send(method: string, url: string, signal: AbortSignal, body?: unknown): Promise<FullResponse> {
    for (const seconds of patience) {
      const result = await this.#attempt(method, url, signal, body);
      const passes = result.status === 429 || result.status >= 500 || isConflictThatPasses(result);
      if (!passes) {
        return result;
      }
      await this.#wait(1000 * (result.retryAfter ?? seconds), signal);
    }
    return this.#attempt(method, url, signal, body);
  }

  async #attempt(method: string, url: string, signal: AbortSignal, body: unknown): Promise<FullResponse> {
    const { credential, audience } = await this.#signedIn(signal);
    const token = await credential.getToken(`${audience}/.default`, { abortSignal: signal });
    const response = await this.#fetch(url, {
      method,
      signal,
      headers: {
        accept: "application/json",
        authorization: `Bearer ${token?.token}`,
        "user-agent": this.#userAgent,
        ...(body === undefined ? {} : { "content-type": "application/json; charset=utf-8" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const seconds = Number.parseInt(response.headers.get("retry-after") ?? "", 10);
    return {
      call: `${method} ${new URL(url).pathname}`,
      status: response.status,
      body: await response.json().catch(() => undefined),
      location: response.headers.get("location") ?? undefined,
      retryAfter: Number.isNaN(seconds) ? undefined : seconds,
    };
  }

  async #fetch(url: string, request: RequestInit & { readonly signal: AbortSignal }): Promise<Response> {
    try {
      return await fetch(url, request);
    } catch (error) {
      if (request.signal.aborted) {
        throw error;
      }
      throw new Error(
        `${request.method} ${new URL(url).origin} failed. Check the connection and ${settingName("environment")}; ` +
          "a certificate of an own authority is trusted through NODE_EXTRA_CA_CERTS.",
        { cause: error },
      );
    }
  }

  #signedIn(signal: AbortSignal): Promise<Session> {
    const session = this.#session ?? this.#signIn(signal);
    this.#session = session;
    session.catch(() => {
      if (this.#session === session) {
        this.#session = undefined;
      }
    });
    return session;
  }

  async #signIn(signal: AbortSignal): Promise<Session> {
    const cloud = await findCloud(this.#settings, signal);
    return { ...cloud, credential: await readCredential(this.#settings, cloud.login) };
  }
}

function bodyOf(result: FullResponse): unknown {
  if (result.status < 300) {
    return result.body;
  }
  throw armFailure(result);
}
