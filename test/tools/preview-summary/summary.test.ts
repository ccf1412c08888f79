import { describe, expect, it } from "vitest";
import { type Preview, previewOf } from "../../../tools/preview-summary/preview.ts";
import { summaryOf } from "../../../tools/preview-summary/summary.ts";
import { events, type Given, previewWith, step } from "./support.ts";

const shown = (given: Partial<Given> = {}, printed = "the output", most = 60_000) =>
  summaryOf(previewWith(given), printed, most);

/** What is seen before anything is opened. */
const seen = (markdown: string) => markdown.slice(0, markdown.indexOf("<details>"));

describe("the summary of a preview", () => {
  it("opens with the counts, drift apart from changes", () => {
    const lines = shown({
      steps: [step("create", "a"), step("update", "b", { description: ["old", "new"] })],
      drifted: { profile: { description: ["declared", "by hand"] } },
      same: 9,
    }).split("\n");
    expect(lines.slice(0, 4)).toEqual([
      "### pin-reset `prod`: This would change the tenant",
      "",
      "- Changes: **1 to create, 1 to update**. 9 unchanged.",
      "- Drift: **1 changed in the tenant** since the last update; applying this restores it.",
    ]);
  });

  it("says in bold, before all else, what would be deleted, and what of it cannot be restored", () => {
    const markdown = seen(
      shown({
        steps: [
          step("delete", "pin-reset-passcodes", {}, "azure-native:keyvault:Vault"),
          step(
            "replace",
            "pin-reset-drift",
            { location: ["a", "b"] },
            "azure-native:managedidentity:UserAssignedIdentity",
          ),
          step("delete", "profile"),
        ],
      }),
    );
    const lines = markdown.split("\n").filter((line) => line.startsWith("- **"));
    expect(lines).toEqual([
      "- **Delete `pin-reset-passcodes`, which deletes for good the vault and every passcode in it** (`Vault`)",
      "- **Delete and create again `pin-reset-drift`, which deletes for good the identity that pipelines sign in as** " +
        "(`UserAssignedIdentity`)",
      "- **Delete `profile`** (`WindowsCustomConfiguration`)",
    ]);
  });

  it("does not call deleted what stays in the tenant", () => {
    const kept = step("delete", "pin-reset-client", {}, "azuread:index/servicePrincipal:ServicePrincipal");
    const markdown = seen(shown({ steps: [kept], retained: ["pin-reset-client"] }));
    expect(markdown).toContain("- Leave `pin-reset-client` in the tenant, and no longer manage it");
    expect(markdown).not.toContain("**Delete");
  });

  it("shows a rename before and after", () => {
    const markdown = shown({ steps: [step("update", "profile", { displayName: ["PIN recovery", "PIN"] })] });
    expect(seen(markdown)).toContain("- Rename `PIN recovery` to `PIN` (`profile`)");
  });

  it("folds everything else", () => {
    const markdown = shown({ steps: [step("update", "profile", { description: ["old", "new"] })] });
    expect(seen(markdown)).not.toContain("old");
    expect(markdown).toMatch(
      /<summary>Changes \(1\)<\/summary>\n\n[\s\S]*`description` \| `old` \| `new` \|/,
    );
    expect(markdown).toMatch(/<summary>Output of pulumi preview<\/summary>\n\n```text\nthe output\n```/);
  });

  it("says that nothing would change, and how much that is", () => {
    expect(seen(shown({ same: 11 }))).toBe(
      "### pin-reset `prod`: No changes\n\nThe tenant is as declared: 11 unchanged.\n\n",
    );
  });

  it("does not say of a preview that failed that nothing would change", () => {
    const markdown = seen(shown({ failed: true, errors: ["Graph answered 403"] }));
    expect(markdown).toContain("### pin-reset `prod`: The preview failed");
    expect(markdown).toContain("```text\nGraph answered 403\n```");
    expect(markdown).not.toContain("as declared");
  });

  it("says which rule of the policy pack refuses which resource", () => {
    const violation = {
      policy: "every-profile-is-assigned",
      resource: "profile",
      message: "It has no group.",
    };
    expect(seen(shown({ failed: true, violations: [violation] }))).toContain(
      "- **Refused** by the policy `every-profile-is-assigned`, for `profile`: `It has no group.`",
    );
  });

  it("counts no provider that the engine makes by itself", () => {
    const provider = step("create", "default_6_9_1", {}, "pulumi:providers:azuread");
    expect(shown({ steps: [provider] })).toContain("No changes");
  });

  it("shows no secret", () => {
    const hidden = {
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      ciphertext: "x",
    };
    const markdown = shown({ steps: [step("update", "profile", { password: ["[secret]", hidden] })] });
    expect(markdown).not.toContain("ciphertext");
  });
});

describe("a summary of hostile names", () => {
  const hostile = [
    "`",
    "``` ```",
    "a`b``c",
    "</details><img src=x onerror=alert(1)>",
    "| a | b |\n| - | - |",
    "@everyone #1 [x](https://evil.example) **bold**",
    "\u202eevil\u0000\u001b[31m\u2028",
    "<!-- pin-reset preview of prod -->",
    " ` ",
    "\\|\\`",
    "x".repeat(10_000),
  ];

  it.each(hostile)("keeps %j a text on its line", (name) => {
    const markdown = shown(
      {
        steps: [step("delete", name), step("update", `other ${name}`, { displayName: [name, `${name}!`] })],
        drifted: { [`third ${name}`]: { description: [name, "x"] } },
        errors: [name],
        violations: [{ policy: name, resource: name, message: name }],
      },
      name,
    );
    expect(markdown).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    expect(markdown.length).toBeLessThan(60_000);
    const [tables = ""] = markdown.split("<details><summary>Output");
    for (const line of tables.split("\n").filter((each) => each.startsWith("| `"))) {
      const cells = line.replaceAll("\\|", "").split("|").length;
      expect([6, 7]).toContain(cells);
    }
  });

  it("fits in a comment, however much there is of everything", () => {
    const names = Array.from({ length: 3_000 }, (_, index) => `${"`|\u202e".repeat(50)}${index}`);
    const markdown = shown(
      {
        steps: names.map((name) => step("delete", name)),
        drifted: Object.fromEntries(names.map((name) => [`d${name}`, { description: [name, name] }])),
        errors: names,
        violations: names.map((name) => ({ policy: name, resource: name, message: name })),
      },
      names.join("\n"),
    );
    expect(markdown.length).toBeLessThan(60_000);
    expect(markdown).toContain("and 2970 more, in the full output below");
    expect(markdown).toContain("The rest is in the run's log.");
  });
});

it("events that are none of an update change nothing", () => {
  const preview: Preview = previewOf("prod", events({ same: 2 }), false);
  expect(preview).toMatchObject({ drifted: [], pending: [], unchanged: 2 });
});
