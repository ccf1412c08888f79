import { describe, expect, it } from "vitest";
import { serveComponents } from "./support/components.ts";
import {
  construct,
  constructRequest,
  invalidInputsOf,
  outputOf,
  secretOf,
} from "./support/construct-request.ts";
import { failureOf } from "./support/protocol.ts";

describe("a component that cannot be constructed", () => {
  const served = serveComponents();

  const requestOf = (inputs: Parameters<typeof constructRequest>[2], name = "east") =>
    constructRequest(served.monitor.address, name, inputs);
  const failure = (inputs: Parameters<typeof constructRequest>[2]) =>
    failureOf(construct(served.plugin, requestOf(inputs)));

  it("names each invalid input by its path, before anything is registered", async () => {
    const failed = await failure({ room: "", opening: { days: ["Monday", 2] }, color: "red" });
    expect(failed.details).toBe("These inputs are not valid.\nCorrect them in the program:");
    expect(invalidInputsOf(failed)).toEqual([
      { property: "room", reason: "must not be empty" },
      { property: "opening.days[1]", reason: "must be of type string" },
      { property: "color", reason: "is not a property of this resource; remove it" },
    ]);
    expect(served.monitor.registered.size).toBe(0);
  });

  it("checks what is known of the inputs of a preview", async () => {
    const failed = await failure({ room: outputOf({}), opening: { days: 3 } });
    expect(invalidInputsOf(failed)).toEqual([{ property: "opening.days", reason: "must be of type array" }]);
  });

  it.each([
    ["marked as a secret", secretOf("much longer than it may be")],
    ["an output that is secret", outputOf({ value: "much longer than it may be", secret: true })],
  ])("does not have the engine print an invalid input that is %s", async (_, note) => {
    const failed = await failure({ room: "north", note });
    expect(failed.details).toContain("note must be short");
    expect(invalidInputsOf(failed)).toEqual([]);
    expect(failed.details).not.toContain("longer");
  });

  it("fails the call with the message and the hint of what the component throws, and no stack", async () => {
    const failed = await failure({ room: "north", does: "throw" });
    expect(failed.details).toBe("The library is closed.\nCome back.");
  });

  it("fails the call for a rejection that the component leaves unhandled, and goes on to serve others", async () => {
    const failed = await failure({ room: "north", does: "reject" });
    expect(failed.details).toBe("The door is shut.\nKnock.");
    await construct(served.plugin, requestOf({ room: "north" }, "west"));
    expect(served.child.exitCode).toBeNull();
  });

  it.each([1, 16])(
    "fails the call alone whose child the engine refuses, with --parallel %i",
    async (parallel) => {
      served.monitor.during = async (request) => {
        if (request.getName() === "east-shelf") {
          throw new Error("no room for it");
        }
      };
      const request = requestOf({ room: "north" }).setParallel(parallel);
      const failed = await failureOf(construct(served.plugin, request));
      expect(failed.details).toContain("no room for it");
      expect(failed.details).not.toContain("    at ");
      await construct(served.plugin, requestOf({ room: "north" }, "west").setParallel(parallel));
    },
  );

  it("ends the call when the engine cancels, although the monitor never answers", async () => {
    const reached = new Promise<void>((resolve) => {
      served.monitor.during = () => {
        resolve();
        return new Promise(() => undefined);
      };
    });
    const failed = failure({ room: "north" });
    await reached;
    await served.plugin.cancel();
    expect((await failed).details).toContain("Cancelled: the engine asked this plugin to stop.");
  });

  it("says what there is where a component is asked for that the provider does not have", async () => {
    const failed = await failureOf(
      construct(served.plugin, requestOf({ room: "north" }).setType("library:index:Tower")),
    );
    expect(failed.details).toBe(
      "library 1.2.3 has no component library:index:Tower\nIt has library:index:Branch; a later version may have more.",
    );
  });
});
