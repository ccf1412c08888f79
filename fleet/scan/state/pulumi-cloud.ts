import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";
import { json } from "../../../graph/response.ts";
import { messageOf } from "../../../text/message-of.ts";
import { pulumiHome } from "./backend.ts";
import { stateUnreadable } from "./errors.ts";
import { history, type LastUpdate, lastUpdateIn, mostUpdates, updatesIn } from "./last-update.ts";
import { exported, type StackState, stackStateOf } from "./stack-state.ts";

const mostMilliseconds = 60_000;

type Cloud = { readonly url: string; readonly accessToken: string | undefined };

/** Reads stacks of Pulumi Cloud, or of one that is hosted by oneself. */
export class PulumiCloud {
  readonly #cloud: Cloud;
  readonly #env: NodeJS.ProcessEnv;
  #organisation: Promise<string> | undefined;

  constructor(cloud: Cloud, env: NodeJS.ProcessEnv) {
    this.#cloud = cloud;
    this.#env = env;
  }

  /**
   * A stack's state, its secrets encrypted, in one request; and what ran last on it, in a second one.
   * Source: https://www.pulumi.com/docs/reference/cloud-rest-api/stacks/#export-a-stack
   *
   * @param stack `stack`, `organisation/stack` or `organisation/project/stack`.
   * @returns undefined where there is no such stack, or it was never deployed.
   * @throws FleetError `stateUnreadable`.
   */
  async read(project: string, stack: string, signal: AbortSignal): Promise<StackState | undefined> {
    const names = stack.split("/");
    const name = names.at(-1) ?? stack;
    const organisation = names.length > 1 ? names[0] : await this.#defaultOrganisation(stack, signal);
    const of = names.length > 2 ? names[1] : project;
    const where = [organisation, of, name].map((part) => encodeURIComponent(part ?? "")).join("/");
    const response = await this.#get(`/api/stacks/${where}/export`, stack, signal);
    if (response.status === 404) {
      return undefined;
    }
    const { data } = exported.safeParse(json(response.text));
    if (data === undefined) {
      throw stateUnreadable(stack, `${this.#cloud.url} returned something else than a state`);
    }
    // The history is read after the state: an update that ends in between is known then.
    return stackStateOf(
      data.deployment,
      data.deployment ? await this.#lastUpdate(where, stack, signal) : undefined,
    );
  }

  async #lastUpdate(where: string, stack: string, signal: AbortSignal): Promise<LastUpdate | undefined> {
    const path = `/api/stacks/${where}/updates?pageSize=${mostUpdates}&page=1`;
    const { status, text } = await this.#get(path, stack, signal);
    const { data } = history.safeParse(json(text));
    if (data === undefined && status !== 404) {
      throw stateUnreadable(stack, `${this.#cloud.url} returned something else than a history`);
    }
    return data && lastUpdateIn(updatesIn(data));
  }

  /** The CLI's own setting, else the user's organisation by default, else the user: asked for once. */
  #defaultOrganisation(stack: string, signal: AbortSignal): Promise<string> {
    this.#organisation ??= this.#lookUpOrganisation(stack, signal).catch((error: unknown) => {
      this.#organisation = undefined;
      throw error;
    });
    return this.#organisation;
  }

  async #lookUpOrganisation(stack: string, signal: AbortSignal): Promise<string> {
    const own = await this.#configuredOrganisation();
    if (own !== undefined) {
      return own;
    }
    const chosen = await this.#get("/api/user/organizations/default", stack, signal);
    const found = organisation.safeParse(json(chosen.text)).data?.GitHubLogin;
    if (found) {
      return found;
    }
    const user = await this.#get("/api/user", stack, signal);
    const login = account.safeParse(json(user.text)).data?.githubLogin;
    if (login) {
      return login;
    }
    throw stateUnreadable(stack, `${this.#cloud.url} names no organisation; write organisation/${stack}`);
  }

  async #configuredOrganisation(): Promise<string | undefined> {
    try {
      const text = await readFile(path.join(pulumiHome(this.#env), "config.json"), "utf8");
      return cliConfig.parse(json(text)).backends?.[this.#cloud.url]?.defaultOrg || undefined;
    } catch {
      return undefined;
    }
  }

  async #get(path: string, stack: string, signal: AbortSignal): Promise<{ status: number; text: string }> {
    const { url, accessToken } = this.#cloud;
    if (accessToken === undefined) {
      throw stateUnreadable(stack, `there is no access token for ${url}: set PULUMI_ACCESS_TOKEN`);
    }
    const response = await fetch(`${url}${path}`, {
      headers: { accept: "application/vnd.pulumi+8", authorization: `token ${accessToken}` },
      redirect: "error",
      signal: AbortSignal.any([signal, AbortSignal.timeout(mostMilliseconds)]),
    }).catch((error: unknown) => {
      signal.throwIfAborted();
      throw stateUnreadable(stack, `${url} cannot be reached (${messageOf(error)})`);
    });
    const text = await response.text();
    if (response.ok || response.status === 404) {
      return { status: response.status, text };
    }
    throw stateUnreadable(stack, `${url} responded with ${response.status}`);
  }
}

const organisation = z.looseObject({ GitHubLogin: z.string().nullish() });
const account = z.looseObject({ githubLogin: z.string().nullish() });
const cliConfig = z.looseObject({
  backends: z.record(z.string(), z.looseObject({ defaultOrg: z.string().nullish() })).nullish(),
});
