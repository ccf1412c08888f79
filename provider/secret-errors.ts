import { ExplainedError } from "../text/explained-error.ts";
import { hideTexts } from "../text/hide-texts.ts";
import { ResourceInitFailed } from "./errors.ts";
import { isPropertyMap } from "./paths.ts";
import { type PropertyMap, type PropertyValue, Secret } from "./values.ts";

/**
 * Does work on property maps. What it throws has `[secret]` in place of each text that is secret in them: the engine prints errors as
 * they are, and Graph's repeat what was sent.
 */
export async function hidingSecretsOf<Result>(
  maps: readonly PropertyMap[],
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw withoutTexts(error, new Set(maps.flatMap((map) => secretTexts(map, false))));
  }
}

/** A shorter text is a part of many words and numbers: hidden there, it would show where it is. */
const fewestCharacters = 4;

function secretTexts(value: PropertyValue, isSecret: boolean): string[] {
  if (value instanceof Secret) {
    return secretTexts(value.value, true);
  }
  if (typeof value === "string") {
    return isSecret && value.length >= fewestCharacters ? [value] : [];
  }
  if (Array.isArray(value)) {
    return value.flatMap((element) => secretTexts(element, isSecret));
  }
  return isPropertyMap(value) ? Object.values(value).flatMap((member) => secretTexts(member, isSecret)) : [];
}

function withoutTexts(error: unknown, secrets: ReadonlySet<string>): unknown {
  if (secrets.size === 0 || !(error instanceof Error)) {
    return error;
  }
  const hide = (text: string) => hideTexts(text, secrets);
  const hint = error instanceof ExplainedError && error.hint !== undefined ? { hint: hide(error.hint) } : {};
  const reasons = error instanceof ResourceInitFailed ? { reasons: error.reasons.map(hide) } : {};
  // Of its class, which is asked for; another one, since several calls may have failed with the same.
  const copy: unknown = Object.create(Object.getPrototypeOf(error), Object.getOwnPropertyDescriptors(error));
  return Object.assign(Object(copy), { message: hide(error.message), ...hint, ...reasons });
}
