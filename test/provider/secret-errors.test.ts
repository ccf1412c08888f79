import { describe, expect, it } from "vitest";
import { PartialFailure } from "../../provider/errors.ts";
import { Secret } from "../../provider/values.ts";
import { failureOf, initFailureOf } from "./support/protocol.ts";
import { serveLibrary, shelfInputs, shelfUrn } from "./support/served.ts";

const served = serveLibrary();
const inputs = shelfInputs({ label: new Secret("hunter-2"), tags: [new Secret("line\nbreak"), "open"] });
const said = "label hunter-2, tags line\\u{A}break and open";

/** Has every call that works on a shelf fail with a message that repeats what was sent. */
async function failing(error: () => Error = () => new Error(said)): Promise<string> {
  await served.plugin.configure();
  const { id } = await served.plugin.create(shelfUrn, inputs);
  served.library.during = async () => {
    throw error();
  };
  return id;
}

describe("an error that repeats what a program marked as secret", () => {
  it("of a create, a read, an update or a delete shows that there is a secret, and not which", async () => {
    const id = await failing();
    const state = { inputs, properties: { ...inputs, revision: 1 } };
    const failures = await Promise.all(
      [
        served.plugin.create(shelfUrn, inputs),
        served.plugin.read(shelfUrn, id, state),
        served.plugin.update(shelfUrn, id, shelfInputs(), state),
        served.plugin.delete(shelfUrn, id, state),
      ].map(failureOf),
    );
    expect(failures.map(({ details }) => details)).toEqual(
      Array.from({ length: 4 }, () => "label [secret], tags [secret] and open"),
    );
  });

  it("stays as it is for other resources that failed with the same one, and where a secret is too short to tell from other words", async () => {
    const shared = new Error(said);
    await failing(() => shared);
    await failureOf(served.plugin.create(shelfUrn, inputs));
    const other = await failureOf(served.plugin.create(shelfUrn, shelfInputs({ label: new Secret("tag") })));
    expect([other.details, shared.message]).toEqual([said, said]);
  });

  it("of what was partly done does so in its reasons too", async () => {
    await failing(
      () => new PartialFailure({ id: "shelf-2", inputs: {}, outputs: {}, cause: new Error(said) }),
    );
    const failure = await failureOf(served.plugin.create(shelfUrn, inputs));
    expect(failure.details).toBe("label [secret], tags [secret] and open");
    expect(initFailureOf(failure).reasons).toEqual(["label [secret], tags [secret] and open"]);
  });
});
