import { beforeEach, describe, expect, it } from "vitest";
import { parseSettings } from "../../settings.ts";
import { asConfig, expectOneIssue, type IssueCase, startProject } from "./parse.ts";

const set = "pulumi config set --path";
const remove = "pulumi config rm --path";
const organizationId = "5c1f0e2d-3b4a-4958-8677-96a5b4c3d2e1";
const place = { resourceGroup: "rg-pin-reset", location: "westeurope" };
const defaults = { onboarding: true, protect: true };
const vault = { name: "kv-pin-reset", ...place, writers: ["Helpdesk"] };
const github = {
  repository: "contoso/pin-reset",
  deploy: { environment: "production" },
  drift: { branch: "main" },
};
const azurePipelines = {
  organizationId,
  organization: "contoso",
  project: "End points",
  deploy: "pin-reset-deploy",
  drift: "pin-reset-drift",
};
const byIssuer = (subject: string) => ({ issuer: "https://login.microsoftonline.com/t/v2.0", subject });

beforeEach(startProject);

const settingsOf = (given: Record<string, unknown>) =>
  parseSettings(asConfig({ assignments: { allUsers: true }, ...given }));

describe("the settings of the pipelines' identities", () => {
  it("take the runs of GitHub Actions, of Azure Pipelines, or of both", () => {
    const named = {
      ...azurePipelines,
      deploy: { name: "pin-reset-deploy" },
      drift: { name: "pin-reset-drift" },
    };
    for (const [given, wanted] of [
      [{ github }, { github }],
      [{ azurePipelines }, { azurePipelines: named }],
      [
        { github, azurePipelines },
        { github, azurePipelines: named },
      ],
    ]) {
      const { pipelineIdentity } = settingsOf({ pipelineIdentity: { ...place, ...given } });
      expect(pipelineIdentity).toEqual({ ...place, ...defaults, ...wanted });
    }
  });

  it("take service connections by the issuer and subject that Azure DevOps shows, without more", () => {
    const pipelineIdentity = { ...place, azurePipelines: { deploy: byIssuer("a"), drift: byIssuer("b") } };
    expect(settingsOf({ pipelineIdentity }).pipelineIdentity).toEqual({ ...defaults, ...pipelineIdentity });
  });

  it("take a repository by its IDs, and two runs that differ", () => {
    const runs = { deploy: { environment: "main" }, drift: { branch: "main" } };
    const pipelineIdentity = { ...place, github: { repository: "contoso@1/pin-reset@2", ...runs } };
    expect(settingsOf({ pipelineIdentity }).pipelineIdentity).toEqual({ ...defaults, ...pipelineIdentity });
  });

  it("never give a pull request's identity the permission to write unasked, where something is encrypted", () => {
    const profile = { webSignInAllowedUrls: ["login.contoso.com"] };
    const given = { pipelineIdentity: { ...place, github }, profile };
    expect(() => settingsOf(given)).toThrow(
      /pin-reset:pipelineIdentity\.driftReadsEncryptedValues must be said[\s\S]*driftReadsEncryptedValues" false/,
    );
    for (const driftReadsEncryptedValues of [true, false]) {
      const pipelineIdentity = { ...given.pipelineIdentity, driftReadsEncryptedValues };
      expect(settingsOf({ pipelineIdentity, profile }).pipelineIdentity).toMatchObject({
        driftReadsEncryptedValues,
      });
    }
  });

  it("share a resource group with the vault, in whatever case", () => {
    const pipelineIdentity = { resourceGroup: "RG-Pin-Reset", location: "West Europe", github };
    expect(() => settingsOf({ passcodeVault: vault, pipelineIdentity })).not.toThrow();
  });
});

const inIdentity = (given: Record<string, unknown>) => ({ pipelineIdentity: { ...place, ...given } });
const inGithub = (given: Record<string, unknown>) => inIdentity({ github: { ...github, ...given } });
const inPipelines = (given: Record<string, unknown>) =>
  inIdentity({ azurePipelines: { ...azurePipelines, ...given } });

const cases: IssueCase[] = [
  [
    { pipelineIdentity: true },
    "pin-reset:pipelineIdentity must be a mapping with the keys resourceGroup, location, github, azurePipelines",
    `${remove} "pin-reset:pipelineIdentity"`,
    `${set} "pin-reset:pipelineIdentity.resourceGroup" rg-pin-reset`,
    `${set} "pin-reset:pipelineIdentity.github.repository" "contoso/pin-reset"`,
    `${set} "pin-reset:pipelineIdentity.github.deploy.environment" production`,
    `${set} "pin-reset:pipelineIdentity.github.drift.environment" drift`,
  ],
  [
    inIdentity({}),
    "pin-reset:pipelineIdentity.github or pipelineIdentity.azurePipelines must say whose runs may sign in",
    `${set} "pin-reset:pipelineIdentity.github.repository" "contoso/pin-reset"`,
  ],
  [
    { passcodeVault: vault, ...inIdentity({ github, location: "northeurope" }) },
    "pin-reset:pipelineIdentity.location is not passcodeVault's, whose resource group is the same",
    `${set} "pin-reset:pipelineIdentity.location" westeurope`,
  ],
  ...["pin-reset", "https://github.com/contoso/pin-reset", "contoso/pin-reset/x", "contoso@1/pin-reset"].map(
    (repository): IssueCase => [
      inGithub({ repository }),
      "pin-reset:pipelineIdentity.github.repository must be owner/name, or owner@ID/name@ID",
      `${set} "pin-reset:pipelineIdentity.github.repository" "contoso/pin-reset"`,
    ],
  ),
  [
    inGithub({ deploy: {} }),
    "pin-reset:pipelineIdentity.github.deploy must have an environment or a branch",
    `${set} "pin-reset:pipelineIdentity.github.deploy.environment" production`,
  ],
  [
    inGithub({ deploy: { environment: "production", branch: "release" } }),
    "pin-reset:pipelineIdentity.github.deploy.branch is one too many beside environment",
    `${remove} "pin-reset:pipelineIdentity.github.deploy.branch"`,
  ],
  ...["refs/heads/main", "release/*", "a b"].map(
    (branch): IssueCase => [
      inGithub({ drift: { branch } }),
      "pin-reset:pipelineIdentity.github.drift.branch must be the name of a branch, without refs/heads/",
      `${set} "pin-reset:pipelineIdentity.github.drift.branch" drift`,
    ],
  ),
  [
    inGithub({ drift: { environment: "Production" } }),
    "pin-reset:pipelineIdentity.github.drift.environment is deploy's too, so that runs that only read could also write",
    `${set} "pin-reset:pipelineIdentity.github.drift.environment" drift`,
  ],
  [
    inGithub({ drift: { branch: "main", pullRequest: true } }),
    "pin-reset:pipelineIdentity.github.drift.pullRequest is not a setting: the keys here are environment, branch",
    `${remove} "pin-reset:pipelineIdentity.github.drift.pullRequest"`,
  ],
  [
    inPipelines({ organizationId: "contoso" }),
    "pin-reset:pipelineIdentity.azurePipelines.organizationId must be the ID of the Azure DevOps organization: a GUID",
    `${set} "pin-reset:pipelineIdentity.azurePipelines.organizationId" ${organizationId}`,
  ],
  ...(["organizationId", "organization", "project"] as const).map(
    (key): IssueCase => [
      inPipelines({ [key]: undefined }),
      `pin-reset:pipelineIdentity.azurePipelines.${key} must be given, since a service connection is given by its name`,
      `${set} "pin-reset:pipelineIdentity.azurePipelines.${key}" `,
    ],
  ),
  [
    inPipelines({ organization: "https://dev.azure.com/contoso" }),
    "pin-reset:pipelineIdentity.azurePipelines.organization must be the name of the Azure DevOps organization",
    `${set} "pin-reset:pipelineIdentity.azurePipelines.organization" contoso`,
  ],
  [
    inPipelines({ project: "a/b" }),
    "pin-reset:pipelineIdentity.azurePipelines.project must be the name of the Azure DevOps project",
    `${set} "pin-reset:pipelineIdentity.azurePipelines.project" Endpoints`,
  ],
  [
    inPipelines({ deploy: null }),
    "pin-reset:pipelineIdentity.azurePipelines.deploy must be the name of a service connection, or a mapping with the keys name, issuer, subject",
    `${set} "pin-reset:pipelineIdentity.azurePipelines.deploy" pin-reset-deploy`,
  ],
  [
    inPipelines({ drift: "PIN-reset-deploy" }),
    "pin-reset:pipelineIdentity.azurePipelines.drift is deploy's too",
    `${set} "pin-reset:pipelineIdentity.azurePipelines.drift" pin-reset-drift`,
  ],
  [
    inPipelines({ deploy: byIssuer("a"), drift: byIssuer("a") }),
    "pin-reset:pipelineIdentity.azurePipelines.drift.subject is deploy's too",
    `${set} "pin-reset:pipelineIdentity.azurePipelines.drift.subject" "sc://contoso/Endpoints/pin-reset-drift"`,
  ],
  [
    inPipelines({ drift: { issuer: "https://login.microsoftonline.com/t/v2.0" } }),
    "pin-reset:pipelineIdentity.azurePipelines.drift.subject must be given: the subject identifier that Azure DevOps shows",
    `${set} "pin-reset:pipelineIdentity.azurePipelines.drift.subject" "sc://`,
  ],
  [
    inPipelines({ drift: { subject: "x" } }),
    "pin-reset:pipelineIdentity.azurePipelines.drift.issuer must be given: the issuer that Azure DevOps shows",
    `${set} "pin-reset:pipelineIdentity.azurePipelines.drift.issuer" "https://`,
  ],
  [
    inPipelines({ drift: { ...byIssuer("x"), issuer: "http://login" } }),
    "pin-reset:pipelineIdentity.azurePipelines.drift.issuer must be the issuer that Azure DevOps shows: an https address",
    `${set} "pin-reset:pipelineIdentity.azurePipelines.drift.issuer" "https://`,
  ],
  [
    inPipelines({ drift: { ...byIssuer("x"), name: "x" } }),
    "pin-reset:pipelineIdentity.azurePipelines.drift.name is one too many beside issuer and subject",
    `${remove} "pin-reset:pipelineIdentity.azurePipelines.drift.name"`,
  ],
];

it.each(cases)("%j is one issue that names the setting and what to do", expectOneIssue);
