import { expect, it } from "vitest";
import { lintWorkflow } from "../../../tools/lint-pipelines/github.ts";

const checkout = "actions/checkout@de0fac2e4500dabe0009e67214ff5f5447ce83dd # v6.0.2";

function workflow(...steps: string[]): string {
  const lines = ["on: push", "jobs:", "  job:", "    runs-on: ubuntu-24.04", "    steps:"];
  return `${[...lines, ...steps.map((step) => `      - ${step}`)].join("\n")}\n`;
}

const expression = (path: string) => `$\{{ ${path} }}`;

const messages = async (text: string) =>
  (await lintWorkflow("w.yml", text)).map(({ line, message }) => ({ line, message }));

it("a workflow with a pinned action has no fault", async () => {
  expect(await messages(workflow(`uses: ${checkout}`, "run: echo hello"))).toEqual([]);
});

it("an action that is pinned to a tag, to part of a commit or without its version is a fault", async () => {
  const [action, version] = checkout.split(" # ");
  const loose = ["actions/checkout@v6", `${action?.slice(0, -1)} # ${version}`, action ?? ""];
  for (const uses of loose) {
    const found = await messages(workflow("run: echo hello", `uses: ${uses}`));
    expect(found).toEqual([{ line: 7, message: expect.stringContaining("pinned to a commit") }]);
  }
});

it("an action of the repository itself needs no pin", async () => {
  expect(await messages(workflow("uses: ./.github/actions/own"))).toEqual([]);
});

it("what anybody may write into a pull request is not put into a script", async () => {
  const found = await messages(workflow(`run: echo ${expression("github.event.pull_request.title")}`));
  expect(found).toEqual([{ line: 6, message: expect.stringContaining("potentially untrusted") }]);
});

it("an output that no step has is a fault", async () => {
  const found = await messages(workflow(`run: echo ${expression("steps.none.outputs.code")}`));
  expect(found).toEqual([{ line: 6, message: expect.stringContaining('"none" is not defined') }]);
});
