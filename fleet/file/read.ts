import path from "node:path";
import { messageOf } from "../../text/message-of.ts";
import { plainText } from "../../text/plain-text.ts";
import { FleetError } from "../errors.ts";
import type { Fleet, FleetCredential } from "../fleet.ts";
import type { Settings } from "./check-settings.ts";
import { crossChecks } from "./cross-checks.ts";
import { explain } from "./explain.ts";
import { type Issue, issuesError } from "./issues.ts";
import { issueAt } from "./layers.ts";
import { type Outline, outlineOf } from "./outline.ts";
import { readProject, readStackFiles } from "./project.ts";
import { type FleetFile, fleetFile } from "./schema.ts";
import { mergeSettings } from "./tenant-settings.ts";
import { readTextFile } from "./text-file.ts";
import { parseYaml, type YamlFile } from "./yaml.ts";

/**
 * Reads a fleet's file and the stacks' files beside its project, and checks them, the settings of every tenant too.
 *
 * @throws FleetError `unreadableFleetFile`; `badFleetFile` with every issue, each with its line and its path. No value of the
 *   file is repeated but names.
 */
export async function readFleet(file: string): Promise<Fleet> {
  return (await readFleetFiles(file)).fleet;
}

/** A fleet, and the paths that it was read from: as long as none of them changes, it is the same. */
type FleetFiles = { readonly fleet: Fleet; readonly paths: readonly string[] };

/**
 * As readFleet, with the paths of what was read.
 *
 * @throws as readFleet.
 */
export async function readFleetFiles(file: string): Promise<FleetFiles> {
  const absolute = path.resolve(file);
  const text = await readTextFile(absolute).catch((error: unknown) => {
    throw unreadable(absolute, messageOf(error));
  });
  const source = parseYaml(text, absolute);
  if ("issues" in source) {
    throw issuesError(source.issues);
  }
  const parsed = fleetFile.safeParse(source.value);
  const outline = outlineOf(source.value);
  const found = [...explain(parsed.error?.issues ?? []), ...crossChecks(outline)];
  const folder = path.resolve(path.dirname(absolute), outline.project);
  const { settings, issues: inSettings, paths } = await settingsOf(source, outline, folder);
  const issues = [...found.map((each) => issueAt(source, each)), ...inSettings];
  if (!parsed.success || issues.length > 0) {
    throw issuesError(issues);
  }
  return {
    fleet: fleetOf(parsed.data, { file: absolute, project: folder, settings }),
    paths: [absolute, ...paths],
  };
}

type Place = Pick<Fleet, "file" | "project"> & Pick<Settled, "settings">;

function fleetOf(fleet: FleetFile, { file, project, settings }: Place): Fleet {
  return {
    file,
    project,
    secretsProvider: fleet.secretsProvider,
    rings: fleet.rings,
    tenants: fleet.tenants.map(({ name, stack = name, credential = fleet.credential, ...tenant }, index) => ({
      ...tenant,
      name,
      stack,
      settings: settings[index] ?? {},
      credential: credentialOf(credential),
    })),
    webhooks: fleet.webhooks.map(({ kind, url }) => ({ kind, urlVariable: url.variable })),
  };
}

function unreadable(file: string, reason: string): FleetError {
  return new FleetError({
    code: "unreadableFleetFile",
    message: plainText(`${file} cannot be read: ${reason}`),
    hint: "Run the command in the folder of fleet.yaml, or name the file with --fleet. docs/fleets.md says how a fleet begins.",
  });
}

type Settled = {
  readonly settings: readonly Settings[];
  readonly issues: readonly Issue[];
  readonly paths: readonly string[];
};

/** The settings of each tenant, with what is wrong in them, in the project and in the stacks' files. */
async function settingsOf(source: YamlFile, outline: Outline, folder: string): Promise<Settled> {
  const project = await readProject(folder, source);
  if ("issues" in project) {
    return { settings: [], issues: project.issues, paths: [] };
  }
  const stacks = outline.tenants.flatMap(({ name, stack = name }) => stack ?? []);
  const { files, issues } = await readStackFiles(project, stacks);
  const merged = mergeSettings({ source, outline, project, stackFiles: files });
  return {
    settings: merged.map(({ settings }) => settings),
    issues: [...issues, ...merged.flatMap((each) => each.issues)],
    // The folder changes when a stack gets its first file.
    paths: [project.file, project.stackFolder, ...[...files.values()].map(({ file }) => file)],
  };
}

function credentialOf({ application }: NonNullable<FleetFile["credential"]> = {}): FleetCredential {
  const { clientId = "", secret, certificate, managedIdentity } = application ?? {};
  if (secret) {
    return { kind: "clientSecret", clientId, secretVariable: secret.variable };
  }
  if (certificate) {
    const { pathVariable, passwordVariable } = certificate;
    return { kind: "certificate", clientId, pathVariable, passwordVariable };
  }
  if (managedIdentity) {
    return { kind: "managedIdentity", clientId, identityClientId: managedIdentity.clientId };
  }
  return { kind: "environment" };
}
