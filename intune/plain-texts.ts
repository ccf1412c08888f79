import { z } from "zod";
import type { GraphVersion } from "../graph/client.ts";
import { unlessNotFound } from "../graph/not-found.ts";
import { escapeQuotes } from "../graph/odata.ts";
import type { IntuneClient } from "./client.ts";
import type { GraphObject } from "./graph-object.ts";
import { referenceOf } from "./graph-profile.ts";
import { customProfiles, policyPath } from "./policy-kind.ts";

type PlainTextRequest = {
  readonly version: GraphVersion;
  /** The profile's id. */
  readonly id: string;
  readonly signal: AbortSignal;
};

const plainTextSchema = z.looseObject({ value: z.string() });

/**
 * The values behind the masks of one profile.
 * Source: https://learn.microsoft.com/graph/api/intune-deviceconfig-deviceconfiguration-getomasettingplaintextvalue
 */
export class PlainTexts {
  readonly #client: IntuneClient;
  readonly #request: PlainTextRequest;
  readonly #asked = new Map<string, Promise<unknown>>();

  constructor(client: IntuneClient, request: PlainTextRequest) {
    this.#client = client;
    this.#request = request;
  }

  /** Asks for values that are probably wanted. A failure counts only when one of them is. */
  ask(references: readonly string[]): void {
    for (const reference of references) {
      this.#read(reference).catch(() => undefined);
    }
  }

  /**
   * The value behind a setting's mask; undefined where the setting has no reference, or Graph knows of no value by it.
   *
   * @throws GraphError where Graph does not give it, such as for a missing permission.
   */
  async of(setting: GraphObject): Promise<string | undefined> {
    const reference = referenceOf(setting);
    if (reference === undefined) {
      return undefined;
    }
    // A 404 here is no 404 of the profile: taken for one, it would drop the profile from state.
    const parsed = plainTextSchema.safeParse(await unlessNotFound(this.#read(reference)));
    return parsed.success ? parsed.data.value : undefined;
  }

  #read(reference: string): Promise<unknown> {
    const { version, id, signal } = this.#request;
    // Brackets would end the function's arguments.
    const literal = encodeURIComponent(escapeQuotes(reference.toWellFormed())).replace(
      /['()]/g,
      (character) => `%${character.charCodeAt(0).toString(16)}`,
    );
    const path = `${policyPath(customProfiles, id)}/getOmaSettingPlainTextValue(secretReferenceValueId='${literal}')`;
    const asked = this.#asked.get(reference) ?? this.#client.graph.read({ version, path, signal });
    this.#asked.set(reference, asked);
    return asked;
  }
}
