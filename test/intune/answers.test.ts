import { describe, expect, it } from "vitest";
import { asPage } from "../../intune/client.ts";
import { fromGraphSetting, graphProfileSchema } from "../../intune/graph-profile.ts";
import { untilVisible } from "../../intune/lag.ts";
import { parseProfile } from "../../intune/profiles.ts";
import { fromGraphAssignment } from "../../intune/targets.ts";

const type = "#microsoft.graph.windows10CustomConfiguration";

describe("an answer that is not as Graph publishes it", () => {
  it.each<[string, () => unknown, RegExp]>([
    ["a collection without value", () => asPage({}, "/x"), /GET \/x: Graph answered a collection without/],
    ["nothing for a collection", () => asPage(undefined, "/x"), /a collection without `value`/],
    [
      "a profile without settings",
      () => parseProfile({ "@odata.type": type, id: "1", displayName: "p" }, "/x"),
      /omaSettings/,
    ],
    ["no object for a profile", () => parseProfile(null, "/x"), /not as Graph publishes it/],
    [
      "an assignment without a target",
      () => fromGraphAssignment({}, "/x"),
      /an assignment that is not as Graph publishes it/,
    ],
  ])("%s is an error that says so", (_what, read, message) => {
    expect(read).toThrow(message);
  });
});

describe("a setting of Graph's", () => {
  const xml = {
    "@odata.type": "#microsoft.graph.omaSettingStringXml",
    displayName: "x",
    omaUri: "./X",
    value: Buffer.from("<a/>").toString("base64"),
  };

  it.each([undefined, null, ""])("may have %j for what is not given", (nothing) => {
    const profile = {
      "@odata.type": type,
      id: "1",
      displayName: "p",
      omaSettings: [{ ...xml, description: nothing, fileName: nothing }],
    };
    const [setting] = graphProfileSchema.parse(profile).omaSettings;
    expect(setting && fromGraphSetting(setting, undefined)).toEqual({
      displayName: "x",
      omaUri: "./X",
      type: "StringXml",
      value: "<a/>",
    });
  });

  it.each(["<b/>", Buffer.from("<b/>").toString("base64")])(
    "may have its XML behind the mask as %j",
    (plain) => {
      const [setting] = graphProfileSchema.parse({
        "@odata.type": type,
        id: "1",
        displayName: "p",
        omaSettings: [{ ...xml, value: "****" }],
      }).omaSettings;
      expect(setting && fromGraphSetting(setting, plain).value).toBe("<b/>");
    },
  );
});

describe("waiting for a replica", () => {
  it("raises what is no 404 at once", async () => {
    let calls = 0;
    const work = async () => {
      calls++;
      throw new Error("refused");
    };
    await expect(untilVisible([1, 1], new AbortController().signal, work)).rejects.toThrow("refused");
    expect(calls).toBe(1);
  });
});
