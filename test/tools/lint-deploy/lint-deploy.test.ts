import { expect, it } from "vitest";
import { composeSchema, kubernetesSchemas, lintBySchema } from "../../../tools/lint-deploy/by-schema.ts";
import { unpinnedBases } from "../../../tools/lint-deploy/dockerfile.ts";
import { lintKustomization } from "../../../tools/lint-deploy/kustomization.ts";
import { findLinters } from "../../../tools/lint-deploy/packages.ts";
import { PythonPackagesNotFound } from "../../../tools/python-packages.ts";

const compose = composeSchema(
  JSON.stringify({
    type: "object",
    properties: {
      services: { type: "object", patternProperties: { "^[a-z]+$": { $ref: "#/$defs/service" } } },
    },
    patternProperties: { "^x-": {} },
    additionalProperties: false,
    $defs: {
      service: {
        allOf: [{ $ref: "#/$defs/container" }],
        properties: { deploy: { type: "object" } },
        unevaluatedProperties: false,
      },
      container: { type: "object", properties: { image: { type: ["string", "null"] } } },
    },
  }),
);

const kubernetes = kubernetesSchemas(
  JSON.stringify({
    $defs: {
      "io.k8s.api.core.v1.ConfigMap": { $ref: "/api/_definitions.json#/$defs/map" },
      "io.k8s.api.networking.v1.NetworkPolicy": { type: "object" },
      map: {
        type: "object",
        properties: {
          apiVersion: { type: "string" },
          kind: { type: "string" },
          data: {
            type: ["object", "null"],
            properties: { port: { oneOf: [{ type: "string" }, { type: "integer" }] } },
          },
        },
        additionalProperties: false,
      },
    },
  }),
);

const ofCompose = (text: string) => lintBySchema("c.yaml", text, () => compose);
const ofKubernetes = (text: string) => lintBySchema("k.yaml", text, kubernetes);

it("a key that no part of a service has is an issue, at its line; one of any part is none", () => {
  expect(ofCompose("x-any: 1\nservices:\n  worker:\n    image: a\n    deploy: {}\n")).toEqual([]);
  expect(ofCompose("services:\n  worker:\n    imag: a\n")).toEqual([
    { file: "c.yaml", line: 3, column: 5, message: 'services.worker: Unrecognized key: "imag"' },
  ]);
});

it("a key that comes with an alias is checked too", () => {
  const text = "x-a: &a { imag: b }\nservices:\n  worker:\n    <<: *a\n";
  expect(ofCompose(text)).toEqual([expect.objectContaining({ message: expect.stringContaining('"imag"') })]);
});

it("each document of a file is checked by its own kind, and an unknown kind is an issue", () => {
  const map = (data: string) => `apiVersion: v1\nkind: ConfigMap\ndata: ${data}\n`;
  const policy = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n";
  expect(ofKubernetes(`${map("{ port: 1 }")}---\n${policy}`)).toEqual([]);
  expect(ofKubernetes(`${policy}---\n${map("{ port: [] }")}`)).toEqual([
    { file: "k.yaml", line: 6, column: 15, message: expect.stringContaining("data.port: ") },
  ]);
  expect(ofKubernetes("apiVersion: v2\nkind: ConfigMap\n")).toEqual([
    { file: "k.yaml", line: 1, column: 1, message: "Kubernetes has no ConfigMap of v2" },
  ]);
  expect(ofKubernetes("a: 1\n")).toEqual([expect.objectContaining({ line: 1 })]);
});

it("what is no YAML is an issue at its place", () => {
  expect(ofKubernetes("apiVersion: [v1\nkind: }\n")).toEqual([
    expect.objectContaining({ file: "k.yaml", line: 2 }),
    expect.anything(),
  ]);
});

it("a base image without tag or digest is an issue; another stage of the file is none", () => {
  const digest = `sha256:${"0".repeat(64)}`;
  const text = `FROM node:24@${digest} AS build\nFROM build\nFROM node:24\nFROM node@${digest}\n`;
  expect(unpinnedBases("D", text).map(({ line }) => line)).toEqual([3, 4]);
});

it("a kustomization that names a file which is not there, or forgets one, is an issue", () => {
  const text = [
    "apiVersion: kustomize.config.k8s.io/v1beta1",
    "kind: Kustomization",
    "namespace: a",
    "resources: [deployment.yaml, service.yaml]",
    "configMapGenerator: [{ name: fleet, files: [fleet.yaml] }]",
    "images: []",
  ].join("\n");
  const names = ["deployment.yaml", "fleet.yaml", "kustomization.yaml", "policy.yaml"];
  expect(lintKustomization("k", text, names).map(({ message }) => message)).toEqual([
    "service.yaml is not there",
    "policy.yaml is not named",
  ]);
  expect(lintKustomization("k", `${text}\npatches: []`, names)).toEqual([
    expect.objectContaining({ message: expect.stringContaining('"patches"') }),
  ]);
});

it("where there is no Python, the linters' absence says what they need", async () => {
  const found = findLinters({ PATH: "", PIN_RESET_CACHE_DIR: import.meta.dirname });
  await expect(found).rejects.toThrow(PythonPackagesNotFound);
});
