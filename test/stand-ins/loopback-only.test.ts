import { afterEach, describe, expect, it, vi } from "vitest";
import { isLoopback } from "../../provider/loopback.ts";
import { azureNativeProvider } from "../../stand-ins/azure-native/provider.ts";
import { azureadProvider } from "../../stand-ins/azuread/provider.ts";
import { failureOf, urnOf } from "../provider/support/protocol.ts";
import { servePlugin } from "./support/plugin.ts";

const served = {
  azuread: servePlugin({ provider: azureadProvider, calls: () => [] }),
  "azure-native": servePlugin({ provider: azureNativeProvider, calls: () => [] }),
};

const plugins = ["azuread", "azure-native"] as const;

/** What makes each sign in. */
const signIn = {
  azuread: () => served.azuread.plugin.invoke("azuread:index/getClientConfig:getClientConfig", {}),
  "azure-native": () =>
    served["azure-native"].plugin.create(urnOf("azure-native:resources:ResourceGroup"), {
      resourceGroupName: "pin-reset",
      location: "westeurope",
    }),
};

afterEach(() => vi.restoreAllMocks());

describe.each(plugins)("the stand-in for %s", (name) => {
  it.each([
    undefined,
    "",
    "login.microsoftonline.com",
    "127.0.0.1.contoso.com",
    "localhost@contoso.com",
    "10.0.0.1",
  ])("refuses a real tenant before it sends anything, where ARM_METADATA_HOSTNAME is %j", async (host) => {
    const { ARM_METADATA_HOSTNAME, ...others } = served[name].tenant.env;
    const fetched = vi.spyOn(globalThis, "fetch");
    const env = host === undefined ? others : { ...others, ARM_METADATA_HOSTNAME: host };

    const failure = await failureOf(served[name].another(env));

    expect(failure.details).toContain(
      `This stand-in for the ${name} plugin signs in to the embedded tenant alone`,
    );
    expect(failure.details).toContain(`pulumi plugin install resource ${name}`);
    expect(failure.details).not.toContain("at ");
    expect(fetched).not.toHaveBeenCalled();
  });

  it("refuses a real tenant that the stack's configuration names", async () => {
    const failure = await failureOf(
      served[name].another({ ...served[name].tenant.env }, { metadataHost: "management.azure.com" }),
    );

    expect(failure.details).toContain('ARM_METADATA_HOSTNAME is "management.azure.com"');
  });

  it("refuses a sign-in host of another machine that an environment document names, and sends it nothing", async () => {
    const document = {
      authentication: {
        loginEndpoint: "https://login.microsoftonline.com",
        audiences: ["https://x.example"],
      },
      microsoftGraphResourceId: served[name].tenant.origin,
      resourceManager: served[name].tenant.origin,
    };
    const fetched = vi.spyOn(globalThis, "fetch").mockResolvedValue(Response.json(document));

    const failure = await failureOf(signIn[name]());

    expect(failure.details).toContain("the environment document names https://login.microsoftonline.com");
    expect(fetched).toHaveBeenCalledOnce();
  });
});

describe("a host", () => {
  it.each(["localhost", "localhost:8443", "127.0.0.1", "127.8.9.1:443", "[::1]", "[::1]:8443", "LOCALHOST"])(
    "is this machine: %s",
    (host) => expect(isLoopback(host)).toBe(true),
  );

  it.each([
    "",
    "login.microsoftonline.com",
    "localhost.contoso.com",
    "127.0.0.1.nip.io",
    "128.0.0.1",
    "[::2]",
    "a b",
  ])("is another: %j", (host) => expect(isLoopback(host)).toBe(false));
});
