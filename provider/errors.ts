import { fullMessage } from "../text/explained-error.ts";
import type { PropertyMap } from "./values.ts";

/**
 * A resource exists, but not all of it could be made: the engine keeps its id and state, reports the
 * reasons, and lets the next `up` finish it.
 * Source: https://pulumi-developer-docs.readthedocs.io/latest/docs/architecture/providers/implementers-guide.html
 */
export class PartialFailure extends Error {
  readonly id: string;
  readonly inputs: object;
  readonly outputs: object;
  readonly reasons: readonly string[];

  constructor(options: { id: string; inputs: object; outputs: object; cause: unknown }) {
    super(fullMessage(options.cause), { cause: options.cause });
    this.name = "PartialFailure";
    this.id = options.id;
    this.inputs = options.inputs;
    this.outputs = options.outputs;
    this.reasons = [this.message];
  }
}

/** The protocol's form of a {@link PartialFailure}: with the properties that go into state. */
export class ResourceInitFailed extends Error {
  readonly id: string;
  readonly inputs: PropertyMap;
  readonly properties: PropertyMap;
  readonly reasons: readonly string[];

  constructor(failure: PartialFailure, inputs: PropertyMap, properties: PropertyMap) {
    super(failure.message, { cause: failure });
    this.name = "ResourceInitFailed";
    this.id = failure.id;
    this.inputs = inputs;
    this.properties = properties;
    this.reasons = failure.reasons;
  }
}
