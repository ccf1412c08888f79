import { status } from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import { Secret, unknown } from "../../provider/values.ts";
import { failureOf } from "./support/protocol.ts";
import { serveLibrary } from "./support/served.ts";

describe("the settings of a provider", () => {
  const served = serveLibrary();

  it("arrive as their own types where they are written as text", async () => {
    expect(await served.plugin.configure({ quiet: "true", floors: "3", building: "east" })).toEqual({
      acceptSecrets: true,
      supportsPreview: true,
    });
    expect(served.library.settings).toEqual({ quiet: true, floors: 3, building: "east" });
  });

  it("arrive as their own types where they are written so", async () => {
    await served.plugin.configure({ quiet: "false", floors: 0 });
    expect(served.library.settings).toEqual({ quiet: false, floors: 0 });
  });

  it("arrive without secret marks, and without what the engine adds for itself", async () => {
    await served.plugin.configure({
      doorCode: new Secret("1234"),
      version: "1.2.3",
      pluginDownloadURL: "https://example.com",
      __internal: {},
    });
    expect(served.library.settings).toEqual({ doorCode: "1234" });
  });

  it("are checked as they were given, and come back with their marks", async () => {
    const news = { doorCode: new Secret("1234"), quiet: "true", version: "1.2.3", floors: unknown };
    expect(await served.plugin.checkConfig(news)).toStrictEqual({ inputs: news, issues: [] });
  });

  it("are each named where they are wrong, but not as a property, whose value the engine would print", async () => {
    const wrong = { quiet: "hunter2", floors: "hunter2", doorCode: new Secret(["hunter2"]) };
    const { issues } = await served.plugin.checkConfig(wrong);
    expect(issues).toEqual([
      { property: "", reason: "library:quiet must be true or false" },
      { property: "", reason: "library:floors must be a number" },
      { property: "", reason: "library:doorCode must be of type string" },
    ]);
  });

  it.each(["colour", "door-code", "toString"])("have no %s, and what to do is named", async (key) => {
    const { issues } = await served.plugin.checkConfig({ [key]: "x" });
    const reason =
      `library:${key} is not a setting of this provider; it takes building, quiet, floors, doorCode. ` +
      `Remove it with \`pulumi config rm library:${key}\`, or from the arguments of a provider that the program makes`;
    expect(issues).toEqual([{ property: "", reason }]);
  });

  it("name the provider where they are wrong together", async () => {
    const { issues } = await served.plugin.checkConfig({ quiet: "true", floors: "0" });
    expect(issues).toEqual([{ property: "", reason: "library: needs a floor to be quiet on" }]);
  });

  it("stop configure with every fault", async () => {
    const error = await failureOf(served.plugin.configure({ quiet: "maybe", floors: " " }));
    expect(error).toMatchObject({
      code: status.INVALID_ARGUMENT,
      details: "library:quiet must be true or false\nlibrary:floors must be a number",
    });
    expect(served.library.settings).toBeUndefined();
  });
});

describe("a change of settings", () => {
  const served = serveLibrary();

  it("replaces resources where it means another place", async () => {
    const diff = await served.plugin.diffConfig(
      { building: "east", quiet: "true" },
      { building: "west", quiet: "true" },
    );
    expect(diff).toEqual({
      changed: true,
      properties: ["building"],
      replaces: ["building"],
      details: { building: "UPDATE_REPLACE" },
    });
  });

  it("replaces nothing where it means another way to the same place", async () => {
    const diff = await served.plugin.diffConfig({ floors: "1" }, { floors: "2", doorCode: new Secret("1") });
    expect(diff).toMatchObject({ replaces: [], details: { floors: "UPDATE", doorCode: "ADD" } });
  });

  it("is none when only the plugin's version differs", async () => {
    const diff = await served.plugin.diffConfig({ version: "1.0.0" }, { version: "1.2.3" });
    expect(diff).toMatchObject({ changed: false, details: {} });
  });
});
