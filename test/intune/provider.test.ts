import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { intuneProvider } from "../../intune/provider.ts";
import { windowsCustomConfiguration } from "../../intune/resources/windows-custom-configuration.ts";
import { startServer, type TestServer } from "../graph/support/server.ts";
import { startEngine } from "../provider/support/engine.ts";
import { failureOf } from "../provider/support/protocol.ts";
import { checked, profileInputs, profileUrn, serveIntune } from "./support/served.ts";

// Graph knows of no value at all in one of these tests: that is not waited for.
const served = serveIntune({ replicationDelays: [] });

async function reportsOf(effect: { status: number; retryAfter?: number }): Promise<string[]> {
  const reports: string[] = [];
  const client = intuneProvider.connect({}, (message) => reports.push(message));
  served.tenant.faults.add({
    match: { path: "deviceConfigurations" },
    effect: { kind: "status", ...effect },
  });
  const context = {
    client,
    signal: new AbortController().signal,
    report: () => undefined,
    warn: async () => undefined,
    note: () => undefined,
  };
  await windowsCustomConfiguration.read(context, "none", undefined);
  return reports;
}

describe("the provider's settings", () => {
  it.each([
    [{ clientID: "x" }, "intune:clientID is not a setting of this provider"],
    [{ retryTimeoutSeconds: "soon" }, "intune:retryTimeoutSeconds must be a number"],
    [{ retryTimeoutSeconds: "0" }, "intune:retryTimeoutSeconds must be more than 0"],
    [{ retryTimeoutSeconds: "2147484" }, "intune:retryTimeoutSeconds must be at most 2147483"],
    [{ useOidc: "maybe" }, "intune:useOidc must be true or false"],
    [{ allowUndocumentedCloud: "yes" }, "intune:allowUndocumentedCloud must be true or false"],
  ])("%j are refused by name", async (settings, message) => {
    const { issues } = await served.plugin.checkConfig(settings);
    expect(issues.map((issue) => issue.reason).join("\n")).toContain(message);
    const failure = await failureOf(served.anotherPlugin(settings));
    expect(failure.details).toContain(message);
  });

  it("win over the environment's variables", async () => {
    const plugin = await served.anotherPlugin({ clientSecret: "wrong", retryTimeoutSeconds: "1" });
    const failure = await failureOf(plugin.read(profileUrn, "name:any"));
    expect(failure.details).toContain("AADSTS7000215");
    expect(failure.details).not.toContain("wrong");
  });

  it("cannot send the environment's secret to a host of their own", async () => {
    const { details } = await failureOf(served.anotherPlugin({ metadataHost: "evil.example" }));
    expect(details).toContain("metadataHost names a host among the provider's settings");
    expect(details).not.toContain(served.tenant.env.ARM_CLIENT_SECRET);
  });

  it("for another tenant mean other resources, and another secret does not", async () => {
    const moved = await served.plugin.diffConfig({ tenantId: "a" }, { tenantId: "b" });
    expect(moved.replaces).toEqual(["tenantId"]);
    const renewed = await served.plugin.diffConfig({ clientSecret: "a" }, { clientSecret: "b" });
    expect(renewed).toMatchObject({ changed: true, replaces: [] });
  });
});

describe("a cloud for which Microsoft documents nothing of Intune", () => {
  let cloud: TestServer;

  beforeEach(async () => {
    cloud = await startServer(({ url }) => ({
      status: url.startsWith("/metadata/endpoints?") ? 200 : 404,
      body: {
        authentication: { loginEndpoint: "https://login.microsoftonline.eaglex.ic.gov/" },
        microsoftGraphResourceId: cloud.origin,
      },
    }));
    vi.stubEnv("ARM_METADATA_HOSTNAME", cloud.host);
  });

  afterEach(async () => {
    vi.stubEnv("ARM_METADATA_HOSTNAME", served.tenant.host);
    await cloud.close();
  });

  it.each([{}, { allowUndocumentedCloud: "false" }])(
    "is refused with %j: by name, with the setting that lets it go on, and before the sign-in",
    async (settings) => {
      const plugin = await served.anotherPlugin(settings);
      const { details } = await failureOf(plugin.read(profileUrn, "name:any"));
      expect(details).toContain(
        "The cloud is USNat: Microsoft's description of Graph there has nothing of Intune",
      );
      expect(details).toContain("pulumi config set intune:allowUndocumentedCloud true");
      expect(cloud.received.map(({ url }) => url)).toEqual([expect.stringContaining("/metadata/endpoints?")]);
    },
  );

  it("is tried where the stack allows it", async () => {
    const settings = { allowUndocumentedCloud: "true", retryTimeoutSeconds: "1" };
    const plugin = await served.anotherPlugin(settings);
    const { details } = await failureOf(plugin.read(profileUrn, "name:any"));
    expect(details).toContain("login.microsoftonline.eaglex.ic.gov");
    expect(details).not.toContain("USNat");
  });
});

describe("waiting for Graph", () => {
  it("is told once, with the seconds that Graph asks for", async () => {
    expect(await reportsOf({ status: 429, retryAfter: 1 })).toEqual(["Graph asks to wait 1 s"]);
  });

  it("says why where Graph asks for nothing", async () => {
    const [report, ...others] = await reportsOf({ status: 503 });
    expect(report).toMatch(/^Graph answered 503; trying again in \d+ s$/);
    expect(others).toEqual([]);
  });

  it("ends at once when the engine cancels", async () => {
    served.tenant.faults.add({
      match: { path: "deviceConfigurations" },
      count: "always",
      effect: { kind: "status", status: 429, retryAfter: 300 },
    });
    const news = await checked(served.plugin, profileUrn, profileInputs());
    const creating = failureOf(served.plugin.create(profileUrn, news));
    await expect.poll(() => served.roundTrips().length).toBe(1);
    await served.plugin.cancel();
    expect((await creating).details).toContain("cancelled");
  });
});

describe("a refusal by Graph", () => {
  it("names the permission that is missing", async () => {
    await served.tenant.setPermissions([]);
    const failure = await failureOf((await served.anotherPlugin()).read(profileUrn, "some-id"));
    expect(failure.details).toContain("DeviceManagementConfiguration.Read.All");
    expect(failure.details).toContain("request-id");
  });

  it("to show the value behind a mask is an error, never a silent lack of drift", async () => {
    const setting = { displayName: "s", omaUri: "./Device/S", type: "String", value: "x" };
    const news = await checked(served.plugin, profileUrn, profileInputs([setting]));
    const { id, properties } = await served.plugin.create(profileUrn, news);
    await served.tenant.setPermissions(["DeviceManagementConfiguration.Read.All"]);
    const reader = await served.anotherPlugin();
    const failure = await failureOf(reader.read(profileUrn, id, { inputs: news, properties }));
    expect(failure.details).toContain("DeviceManagementConfiguration.ReadWrite.All");
  });
});

describe("an encrypted value that is not there", () => {
  it("is drift that is told of, and never means that the profile is gone", async () => {
    const engine = await startEngine();
    await served.plugin.attach(engine.address);
    const setting = { displayName: "s", omaUri: "./Device/S", type: "String", value: "x" };
    const news = await checked(served.plugin, profileUrn, profileInputs([setting]));
    const { id, properties } = await served.plugin.create(profileUrn, news);
    served.tenant.faults.add({
      match: { path: "getOmaSettingPlainTextValue" },
      count: "always",
      effect: { kind: "status", status: 404, code: "ResourceNotFound" },
    });
    const found = await served.plugin.read(profileUrn, id, { inputs: news, properties });
    expect((await served.plugin.diff(profileUrn, found?.inputs ?? {}, news)).details).toEqual({
      "omaSettings[0].value": "ADD",
    });
    expect((await engine.nextMessage()).message).toContain('no value for omaSettings[0] ("./Device/S")');
    engine.kill();
    await expect(served.plugin.read(profileUrn, id)).rejects.toThrow(
      'omaSettings[0].value ("s", "./Device/S") is kept encrypted, and Graph returns no value for it',
    );
  });
});

describe("the package schema", () => {
  it("describes every property of every resource and type", async () => {
    const schema = intuneProvider.resources.map((resource) => resource.token);
    const printed = (await served.plugin.schema()) as Record<string, Record<string, Described>>;
    expect(Object.keys(printed.resources ?? {})).toEqual([...schema, "intune:index:PinReset"]);
    const described = [...Object.values(printed.resources ?? {}), ...Object.values(printed.types ?? {})];
    const properties = described.flatMap((part) =>
      Object.entries({ ...part.inputProperties, ...part.properties }),
    );
    const bare = properties.filter(([, { description }]) => !description).map(([name]) => name);
    expect(properties.length).toBeGreaterThan(100);
    expect(bare).toEqual([]);
    expect(described.filter(({ description }) => !description)).toEqual([]);
  });

  it("describes what functions take and give, and every setting of the provider", async () => {
    const { functions, config } = (await served.plugin.schema()) as {
      functions: Record<string, { description?: string; inputs: Described; outputs: Described }>;
      config: { variables: NonNullable<Described["properties"]> };
    };
    const parts = Object.values(functions).flatMap(({ inputs, outputs }) => [inputs, outputs]);
    const all = [
      ...parts.flatMap(({ properties = {} }) => Object.values(properties)),
      ...Object.values(config.variables),
    ];
    expect(all.length).toBeGreaterThan(30);
    expect(all.filter(({ description }) => !description)).toEqual([]);
    expect(Object.values(functions).filter(({ description }) => !description)).toEqual([]);
  });

  it("marks the secrets of the provider's settings, and reads none of them from the environment into inputs", async () => {
    const { config, provider } = (await served.plugin.schema()) as Record<
      string,
      Record<string, Record<string, { secret?: boolean }>>
    >;
    const secrets = Object.entries(config?.variables ?? {}).filter(([, { secret }]) => secret);
    expect(secrets.map(([name]) => name).sort()).toEqual([
      "clientCertificatePassword",
      "clientSecret",
      "oidcRequestToken",
      "oidcToken",
    ]);
    // Where the schema names a variable, generated SDKs write its value into the provider's inputs, and so into state.
    expect(JSON.stringify(provider)).not.toContain("defaultInfo");
  });

  it("shows PinReset in every language, in the form that generated SDKs take apart", async () => {
    const { resources } = (await served.plugin.schema()) as { resources: Record<string, Described> };
    const { description = "" } = resources["intune:index:PinReset"] ?? {};
    expect(description).toMatch(/\{\{% examples %\}\}[\s\S]*\{\{% \/examples %\}\}$/);
    const languages = [...description.matchAll(/^```(\w+)$/gm)].map(([, language]) => language);
    expect(languages).toEqual(["typescript", "python", "go", "csharp", "java", "yaml"]);
  });

  it("refers to no type that it does not have, and names none that only zod has", async () => {
    const schema = (await served.plugin.schema()) as { types: Record<string, unknown> };
    const referred = [...JSON.stringify(schema).matchAll(/#\/types\/([^"]+)/g)].map(
      ([, token]) => token ?? "",
    );
    expect(referred.filter((token) => !(token in schema.types))).toEqual([]);
    expect(Object.keys(schema.types).filter((token) => token.includes("__"))).toEqual([]);
  });
});

type Described = {
  description?: string;
  inputProperties?: Record<string, { description?: string; $ref?: string }>;
  properties?: Record<string, { description?: string; $ref?: string }>;
};
