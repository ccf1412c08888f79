import { type Found, type Issue, type Path, pathText } from "./issues.ts";
import type { YamlFile } from "./yaml.ts";

/** Settings as one place has them: the fleet's defaults, a stack's file, or a tenant. */
export type Layer = {
  readonly source: YamlFile;
  /** Where the mapping of settings is in that file. */
  readonly base: Path;
  /** By whole key, each with its path in the file. */
  readonly entries: ReadonlyMap<string, { readonly path: Path; readonly value: unknown }>;
};

/** The settings that a mapping has, and the keys that stand twice in it: with and without the project's name. */
export function layerOf(source: YamlFile, base: Path, mapping: unknown, project: string) {
  const entries = new Map<string, { path: Path; value: unknown }>();
  const found: Found[] = [];
  for (const [key, value] of isMapping(mapping) ? Object.entries(mapping) : []) {
    const whole = key.includes(":") ? key : `${project}:${key}`;
    if (entries.has(whole)) {
      found.push({ path: [...base, key], message: "is given twice, with the project's name and without" });
    }
    entries.set(whole, { path: [...base, key], value });
  }
  const layer: Layer = { source, base, entries };
  return { layer, found };
}

/** Settings over one another: mappings are merged key by key, anything else replaces what is below it. */
export function mergeLayers(layers: readonly Layer[]): Record<string, unknown> {
  const merged = new Map<string, unknown>();
  for (const { entries } of layers) {
    for (const [key, { value }] of entries) {
      merged.set(key, merged.has(key) ? mergeValues(merged.get(key), value) : value);
    }
  }
  return Object.fromEntries(merged);
}

function mergeValues(below: unknown, above: unknown): unknown {
  if (!isMapping(below) || !isMapping(above)) {
    return above;
  }
  const merged = new Map(Object.entries(below));
  for (const [key, value] of Object.entries(above)) {
    merged.set(key, merged.has(key) ? mergeValues(merged.get(key), value) : value);
  }
  return Object.fromEntries(merged);
}

/** Where a merged setting was written: in the uppermost layer that has it, or else in the one that has most of its path. */
export function issueIn(layers: readonly [Layer, ...Layer[]], { path, message }: Found): Issue {
  const [key = "", ...rest] = path;
  const lengths = layers.map(({ entries }) => {
    const entry = entries.get(String(key));
    return entry === undefined ? 0 : 1 + depthOf(entry.value, rest);
  });
  const longest = Math.max(0, ...lengths);
  // What no layer has is missing, and belongs where most tenants have it: in the lowest layer.
  const layer = (longest > 0 && layers[lengths.lastIndexOf(longest)]) || layers[0];
  const at = [...(layer.entries.get(String(key))?.path ?? [...layer.base, ...ownKey(String(key))]), ...rest];
  return issueAt(layer.source, { path: at, message });
}

/** What is wrong at a path of a file, with its line. */
export function issueAt({ file, lineOf }: YamlFile, { path, message }: Found): Issue {
  return { file, line: lineOf(path), text: [pathText(path), message].filter(Boolean).join(" ") };
}

function ownKey(whole: string): string[] {
  const name = whole.slice(whole.indexOf(":") + 1);
  return name === "" ? [] : [name];
}

function depthOf(value: unknown, path: Path): number {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== "object" || value === null || !Object.hasOwn(value, step)) {
    return 0;
  }
  return 1 + depthOf(Reflect.get(value, step), rest);
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
