import { parsedSetting } from "../../settings/values.ts";
import { checkSettings, type Settings } from "./check-settings.ts";
import { forbiddenSettings, securePaths } from "./forbidden-settings.ts";
import type { Found, Issue } from "./issues.ts";
import { isMapping, issueAt, issueIn, type Layer, layerOf, mergeLayers } from "./layers.ts";
import type { Outline } from "./outline.ts";
import type { Project } from "./project.ts";
import type { YamlFile } from "./yaml.ts";

type Merged = { readonly settings: Settings; readonly issues: readonly Issue[] };

/** What every tenant's settings are made of. */
export type SettingSources = {
  /** The fleet's file, as it is written. */
  readonly source: YamlFile;
  readonly outline: Outline;
  readonly project: Project;
  readonly stackFiles: ReadonlyMap<string, YamlFile>;
};

/**
 * The settings of each tenant, in their order: the fleet's defaults, over them what its stack's file says, over that the
 * tenant's own. What is encrypted in a stack's file stays there: neither that key nor a default for it is among the settings.
 */
export function mergeSettings({ source, outline, project, stackFiles }: SettingSources): Merged[] {
  const bottom = checkedLayer(source, ["defaults", "settings"], outline.defaults.settings, project);
  // An alias gives many tenants the same mapping: it is merged and checked once.
  const known = new Map<unknown, Merged>();
  return outline.tenants.map(({ name = "", tenantId, stack = name, settings }, index) => {
    const file = stackFiles.get(stack);
    const top = () => checkedLayer(source, ["tenants", index, "settings"], settings, project);
    if (file !== undefined) {
      const { settings: own, issues } = mergeOne(bottom, stackLayer(file, project), top(), project);
      const others = otherTenant(file, project, tenantId);
      return { settings: withTenant(own, project, tenantId), issues: [...issues, ...others] };
    }
    const merged = known.get(settings) ?? mergeOne(bottom, undefined, top(), project);
    known.set(settings, merged);
    return { ...merged, settings: withTenant(merged.settings, project, tenantId) };
  });
}

function withTenant(settings: Settings, project: Project, tenantId: string | undefined): Settings {
  return { ...settings, [`${project.name}:tenantId`]: tenantId?.toLowerCase() };
}

type Checked = { readonly layer: Layer; readonly issues: readonly Issue[] };

function checkedLayer(
  source: YamlFile,
  base: (string | number)[],
  mapping: unknown,
  { name }: Project,
): Checked {
  const { layer, found } = layerOf(source, base, mapping, name);
  const forbidden = forbiddenSettings(layer.entries, name);
  // What must not stand there at all is not checked for its form.
  const places = new Set(forbidden.map(({ path }) => path[base.length]));
  const entries = new Map([...layer.entries].filter(([, { path }]) => !places.has(path[base.length])));
  return {
    layer: { ...layer, entries },
    issues: [...found, ...forbidden].map((each) => issueAt(source, each)),
  };
}

function stackLayer(source: YamlFile, { name }: Project): Layer {
  const config = isMapping(source.value) ? source.value.config : undefined;
  const { layer } = layerOf(source, ["config"], config, name);
  const entries = [...layer.entries].map(([key, { path, value }]) => {
    // Without --path, `pulumi config set` keeps a structured value as text.
    const isOwnText = typeof value === "string" && key.startsWith(`${name}:`) && key !== `${name}:tenantId`;
    return [key, { path, value: isOwnText ? parsedSetting(value) : value }] as const;
  });
  return { ...layer, entries: new Map(entries) };
}

function mergeOne(bottom: Checked, middle: Layer | undefined, top: Checked, project: Project): Merged {
  const encrypted = new Set(
    [...(middle?.entries ?? [])].filter(([, { value }]) => securePaths(value).length > 0).map(([key]) => key),
  );
  const layers: [Layer, ...Layer[]] = [bottom.layer, ...(middle ? [middle] : []), top.layer];
  const merged = Object.entries(mergeLayers(layers)).filter(([key]) => !encrypted.has(key));
  const settings = Object.fromEntries(merged);
  const found = checkSettings({ ...project.defaults, ...settings }, project.name).filter(
    ({ path: [key] }) => !encrypted.has(String(key)),
  );
  const hidden: Found[] = [...top.layer.entries]
    .filter(([key]) => encrypted.has(key))
    .map(([, { path }]) => ({ path, message: "is encrypted in the stack's file: set it in one of the two" }));
  return {
    settings,
    issues: [
      ...bottom.issues,
      ...top.issues,
      ...hidden.map((each) => issueAt(top.layer.source, each)),
      ...found.map((each) => issueIn(layers, each)),
    ],
  };
}

/** The stack's file is another tenant's: a run would change the one and report the other. */
function otherTenant(file: YamlFile, project: Project, tenantId: string | undefined): Issue[] {
  const entry = stackLayer(file, project).entries.get(`${project.name}:tenantId`);
  const given = typeof entry?.value === "string" ? entry.value.toLowerCase() : entry?.value;
  return entry === undefined || given === "" || given === tenantId?.toLowerCase()
    ? []
    : [issueAt(file, { path: entry.path, message: "is not the tenant's ID in the fleet's file" })];
}
