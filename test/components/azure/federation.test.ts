import { describe, expect, it } from "vitest";
import { trustedRuns } from "../../../components/azure/federation.ts";

const organizationId = "5c1f0e2d-3b4a-4958-8677-96a5b4c3d2e1";
const issuer = "https://token.actions.githubusercontent.com";

describe("the runs of GitHub Actions", () => {
  it.each([
    [{ environment: "production" }, "repo:contoso/pin-reset:environment:production"],
    [{ branch: "release/1" }, "repo:contoso/pin-reset:ref:refs/heads/release/1"],
    [{ environment: "eu: production" }, "repo:contoso/pin-reset:environment:eu%3A production"],
  ])("with %j are those of the subject %s", (deploy, subject) => {
    const github = { repository: "contoso/pin-reset", deploy, drift: { branch: "main" } };
    expect(trustedRuns({ github }, "deploy")).toEqual([{ name: "github", issuer, subject }]);
    expect(trustedRuns({ github }, "drift")).toEqual([
      { name: "github", issuer, subject: "repo:contoso/pin-reset:ref:refs/heads/main" },
    ]);
  });

  it("are those of a repository by its IDs where the settings name it so", () => {
    const runs = { deploy: { environment: "production" }, drift: { environment: "drift" } };
    const github = { repository: "contoso@123/pin-reset@456", ...runs };
    expect(trustedRuns({ github }, "drift").map(({ subject }) => subject)).toEqual([
      "repo:contoso@123/pin-reset@456:environment:drift",
    ]);
  });
});

describe("the runs of Azure Pipelines", () => {
  it("are those of a service connection by its name", () => {
    const azurePipelines = {
      organizationId,
      organization: "contoso",
      project: "End points",
      deploy: { name: "pin-reset-deploy" },
      drift: { name: "pin-reset-drift" },
    };
    expect(trustedRuns({ azurePipelines }, "drift")).toEqual([
      {
        name: "azure-pipelines",
        issuer: `https://vstoken.dev.azure.com/${organizationId}`,
        subject: "sc://contoso/End points/pin-reset-drift",
      },
    ]);
  });

  it("are those of a service connection by the issuer and subject that Azure DevOps shows", () => {
    const shown = { issuer: "https://login.microsoftonline.com/t/v2.0", subject: "/eid1/c/pub/t/x/sc/y" };
    const azurePipelines = { deploy: shown, drift: { ...shown, subject: "other" } };
    expect(trustedRuns({ azurePipelines }, "deploy")).toEqual([{ name: "azure-pipelines", ...shown }]);
  });
});

it("are of both where both are given, GitHub's first", () => {
  const github = { repository: "contoso/pin-reset", deploy: { branch: "a" }, drift: { branch: "b" } };
  const connection = (subject: string) => ({ issuer: "https://i.example", subject });
  const azurePipelines = { deploy: connection("a"), drift: connection("b") };
  expect(trustedRuns({ github, azurePipelines }, "deploy").map(({ name }) => name)).toEqual([
    "github",
    "azure-pipelines",
  ]);
});
