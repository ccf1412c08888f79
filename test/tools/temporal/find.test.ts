import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { archiveName, downloadTemporal } from "../../../tools/temporal/download.ts";
import { buildArguments, findTemporal, pinnedVersion, type Sources } from "../../../tools/temporal/find.ts";

let root: string;
let env: NodeJS.ProcessEnv;
const log: string[] = [];

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "pin-reset-find-"));
  env = { PATH: path.join(root, "path"), PIN_RESET_CACHE_DIR: path.join(root, "cache") };
  log.length = 0;
});

afterEach(() => rm(root, { recursive: true, force: true }));

async function writeExecutable(folder: string, script: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "temporal"), script);
  await chmod(path.join(folder, "temporal"), 0o755);
}

const closed: Sources = {
  download: async () => {
    throw new Error("github.com cannot be reached");
  },
  build: async () => {
    throw new Error("no `go` on PATH");
  },
};

function find(sources: Partial<Sources> = {}) {
  return findTemporal({ env, log: (line) => log.push(line), sources: { ...closed, ...sources } });
}

describe.skipIf(process.platform === "win32")("which Temporal CLI is taken", () => {
  it("the one on PATH, where it has a development server", async () => {
    await writeExecutable(path.join(root, "path"), "#!/bin/sh\nexit 0\n");
    expect(await find()).toEqual({ command: path.join(root, "path", "temporal"), origin: "path" });
  });

  it("not one on PATH that has none", async () => {
    await writeExecutable(path.join(root, "path"), "#!/bin/sh\nexit 1\n");
    const download = (folder: string) => writeExecutable(path.join(folder, "bin"), "");
    expect(await find({ download })).toMatchObject({ origin: "download" });
  });

  it("the one of the cache, without another download", async () => {
    let downloads = 0;
    const download = async (folder: string) => {
      downloads += 1;
      await writeExecutable(path.join(folder, "bin"), "");
    };
    const first = await find({ download });
    expect(await find({ download })).toEqual(first);
    expect(downloads).toBe(1);
  });

  it("a build, where nothing can be downloaded", async () => {
    const build = (folder: string) => writeExecutable(path.join(folder, "bin"), "");
    expect(await find({ build })).toMatchObject({ origin: "build" });
  });

  it("says what was tried, where there is none", async () => {
    await expect(find()).rejects.toThrow(
      /`temporal` on PATH: there is none\n.*github\.com cannot be reached\n.*no `go` on PATH\nInstall it/,
    );
  });
});

it("a build pins its version, and stamps it in", () => {
  expect(pinnedVersion).toMatch(/^\d+\.\d+\.\d+$/);
  expect(buildArguments("out").join(" ")).toContain(`temporalcli.Version=${pinnedVersion}`);
});

describe.skipIf(process.platform === "win32")("a download", () => {
  let server: Server;
  let origin: string;
  let checksum: string;
  const archive = archiveName("1.0.0", process.platform, process.arch) ?? "";

  beforeEach(async () => {
    await writeExecutable(path.join(root, "made"), "#!/bin/sh\n");
    const file = path.join(root, "made.tar.gz");
    await promisify(execFile)("tar", ["-czf", file, "-C", path.join(root, "made"), "temporal"]);
    const content = await readFile(file);
    checksum = createHash("sha256").update(content).digest("hex");
    server = createServer((request, response) => {
      response.end(request.url?.endsWith("checksums.txt") ? `0 other\n${checksum}  ${archive}\n` : content);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    origin = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  });

  afterEach(() => server.close());

  it("is unpacked where its checksum is the one that was published", async () => {
    await downloadTemporal(path.join(root, "into"), "1.0.0", origin);
    expect(await readFile(path.join(root, "into", "bin", "temporal"), "utf8")).toBe("#!/bin/sh\n");
  });

  it("is refused where it is not", async () => {
    checksum = "0".repeat(64);
    await expect(downloadTemporal(path.join(root, "into"), "1.0.0", origin)).rejects.toThrow("SHA-256");
  });
});

it("every system has a release's name that its makers use", () => {
  expect(archiveName("1.5.1", "linux", "x64")).toBe("temporal_cli_1.5.1_linux_amd64.tar.gz");
  expect(archiveName("1.5.1", "darwin", "arm64")).toBe("temporal_cli_1.5.1_darwin_arm64.tar.gz");
  expect(archiveName("1.5.1", "win32", "x64")).toBe("temporal_cli_1.5.1_windows_amd64.tar.gz");
  expect(archiveName("1.5.1", "freebsd", "x64")).toBeUndefined();
});
