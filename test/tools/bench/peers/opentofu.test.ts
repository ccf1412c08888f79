import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startTenant, type Tenant } from "../../../../tenant/server.ts";
import {
  findPeerTools,
  type PeerTools,
  partsOfPeer,
  startPeer,
} from "../../../../tools/bench/peers/opentofu.ts";

/** Takes OpenTofu's place: notes how it was run, and ends as a file says. */
const fakeTofu = `#!${process.execPath}
const { appendFileSync, readFileSync } = require("node:fs");
const args = process.argv.slice(2);
if (args[0] === "version") {
  process.stdout.write('{"terraform_version":"1.12.0"}');
} else {
  const config = readFileSync(process.env.TF_CLI_CONFIG_FILE, "utf8");
  const run = { args, env: process.env, config, main: readFileSync("main.tf", "utf8") };
  appendFileSync(__dirname + "/runs", JSON.stringify(run) + "\\n");
  process.stdout.write("what it printed");
  process.exitCode = Number(readFileSync(__dirname + "/exit-code", "utf8"));
}
`;

const azuread = "terraform-provider-azuread_v3.5.0_x5";
const microsoft365 = "terraform-provider-microsoft365_v1.10.4";

describe("the peer", () => {
  let root: string;
  let bin: string;
  let tenant: Tenant;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "peer-"));
    bin = join(root, "bin");
    await mkdir(bin);
    tenant = await startTenant({ directory: join(root, "tenant") });
    await executable("tofu", fakeTofu);
    await executable(azuread);
    await executable(microsoft365);
    await exitsWith(0);
  });

  afterEach(async () => {
    await tenant.close();
    await rm(root, { recursive: true });
  });

  async function executable(name: string, text = "#!/bin/sh\n"): Promise<void> {
    await writeFile(join(bin, name), text);
    await chmod(join(bin, name), 0o755);
  }

  const exitsWith = (code: number) => writeFile(join(bin, "exit-code"), String(code));
  const found = () => findPeerTools({ PATH: bin });
  const runs = async () =>
    (await readFile(join(bin, "runs"), "utf8"))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));

  function tools(): PeerTools {
    const all = found();
    if ("missing" in all) {
      throw new Error(all.missing.join());
    }
    return all;
  }

  it("is found with the names of its releases, and its versions with it", async () => {
    expect(found()).toEqual({
      tofu: join(bin, "tofu"),
      azuread: join(bin, azuread),
      microsoft365: join(bin, microsoft365),
    });
    expect((await partsOfPeer(tools())).map(({ name, version }) => `${name} ${version}`)).toEqual([
      "tofu 1.12.0",
      "terraform-provider-azuread 3.5.0",
      "terraform-provider-microsoft365 1.10.4",
    ]);
  });

  it("says which of its tools are missing", async () => {
    await rm(join(bin, microsoft365));
    await rm(join(bin, "tofu"));
    expect(found()).toEqual({ missing: ["tofu", "terraform-provider-microsoft365"] });
  });

  it("applies the configuration once, then checks for drift, without a question and without `init`", async () => {
    const peer = await startPeer(tools(), tenant, join(root, "peer"));
    await peer.check();
    await peer.close();
    expect((await runs()).map(({ args }) => args.join(" "))).toEqual([
      "apply -auto-approve -input=false -no-color",
      "plan -detailed-exitcode -input=false -no-color",
    ]);
  });

  it("leads both providers to the embedded tenant and to the binaries that were found", async () => {
    const peer = await startPeer(tools(), tenant, join(root, "peer"));
    const [{ env, config, main }] = await runs();
    await peer.close();
    expect(env).toMatchObject({
      ARM_METADATA_HOSTNAME: tenant.host,
      ARM_TENANT_ID: tenant.env.ARM_TENANT_ID,
      ARM_CLIENT_SECRET: tenant.env.ARM_CLIENT_SECRET,
      M365_TENANT_ID: tenant.env.ARM_TENANT_ID,
      M365_CLIENT_ID: tenant.env.ARM_CLIENT_ID,
      M365_CLIENT_SECRET: tenant.env.ARM_CLIENT_SECRET,
      M365_AUTH_METHOD: "client_secret",
      M365_USE_PROXY: "true",
      CHECKPOINT_DISABLE: "true",
    });
    expect(env.M365_PROXY_URL).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const providers = join(root, "peer", "providers");
    expect(config).toContain(`"hashicorp/azuread" = "${join(providers, "azuread")}"`);
    expect(config).toContain(`"deploymenttheory/microsoft365" = "${join(providers, "microsoft365")}"`);
    expect(main).toContain('resource "azuread_service_principal" "client"');
  });

  it("fails with what OpenTofu printed where there is drift, and names no secret", async () => {
    const peer = await startPeer(tools(), tenant, join(root, "peer"));
    await exitsWith(2);
    const failure = await peer.check().catch((error: Error) => error.message);
    await peer.close();
    expect(failure).toBe(
      "tofu plan -detailed-exitcode -input=false -no-color ended with 2:\nwhat it printed",
    );
  });
});
