import type * as pb from "@pulumi/pulumi/proto/provider_pb.js";
import provider from "@pulumi/pulumi/proto/provider_pb.js";
import type { Issue } from "../../../provider/check.ts";
import { decodeProperties, encodeProperties, type PropertyMap } from "../../../provider/values.ts";

export type Checked = { readonly inputs: PropertyMap; readonly issues: Issue[] };

export type Differences = {
  readonly changed: boolean;
  /** The top-level properties that differ. */
  readonly properties: string[];
  readonly replaces: string[];
  /** By path, the name of the kind of change: ADD, UPDATE_REPLACE ... */
  readonly details: Record<string, string>;
};

export type ReadBack = {
  readonly id: string;
  readonly inputs: PropertyMap;
  readonly properties: PropertyMap;
};

export function diffRequest(olds: PropertyMap, news: PropertyMap): pb.DiffRequest {
  const request = new provider.DiffRequest().setNews(encodeProperties(news));
  return request.setOldInputs(encodeProperties(olds));
}

export function toChecked(response: pb.CheckResponse): Checked {
  return {
    inputs: decodeProperties(response.getInputs()),
    issues: response.getFailuresList().map(toFault),
  };
}

export function toFault(failure: pb.CheckFailure): Issue {
  return { property: failure.getProperty(), reason: failure.getReason() };
}

export function toReadBack(message: pb.ReadResponse | pb.ErrorResourceInitFailed): ReadBack {
  return {
    id: message.getId(),
    inputs: decodeProperties(message.getInputs()),
    properties: decodeProperties(message.getProperties()),
  };
}

export function toDifferences(response: pb.DiffResponse): Differences {
  const details: Record<string, string> = {};
  response.getDetaileddiffMap().forEach((detail, path) => {
    details[path] = kindName(detail.getKind());
  });
  return {
    changed: response.getChanges() === provider.DiffResponse.DiffChanges.DIFF_SOME,
    properties: response.getDiffsList(),
    replaces: response.getReplacesList(),
    details,
  };
}

function kindName(kind: pb.PropertyDiff.Kind): string {
  const named = Object.entries(provider.PropertyDiff.Kind).find(([, value]) => value === kind);
  return named?.[0] ?? `unknown kind ${kind}`;
}
