import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Deployment,
  type DeploymentName,
  deploy,
  deployments,
} from "../../tools/differential/deployment.ts";
import { scanned, trusting } from "./scan-stack.ts";
import { createStack } from "./stack.ts";

// The full form is `npm run differential`. The seeds are chosen so that each deployment meets what is likely to part both.
const seeds: Readonly<Record<DeploymentName, readonly number[]>> = {
  custom: [14, 20],
  "custom with everything": [1, 2, 121],
  "settings catalog": [2, 3, 55],
};

for (const [name, chosen] of Object.entries(seeds) as [DeploymentName, readonly number[]][]) {
  describe(`a scan of ${name}, and a preview of the same`, () => {
    let deployment: Deployment;
    beforeAll(async () => {
      deployment = await deploy(name, (env) => createStack({ env, keepPlugins: true }));
      trusting(deployment.tenant);
    });
    afterAll(() => deployment.close());

    it("take one batch for the scan, whichever versions of Graph its resources need", async () => {
      const { requests } = deployment.tenant;
      requests.clear();
      expect(await scanned(deployment.stack, deployments[name].settings)).toMatchObject({ status: "inSync" });
      const sent = requests.list({}).map(({ method, target }) => `${method} ${target}`);
      expect(sent.filter((each) => !/metadata|openid-configuration|\/token/.test(each))).toEqual([
        `POST /${name === "custom" ? "v1.0" : "beta"}/$batch`,
      ]);
    });

    it.each(chosen)("find the same after the tampering of seed %i", async (seed) => {
      const { acts, disagreement } = await deployment.compare(seed);
      expect(disagreement, `seed ${seed}: ${acts}`).toBeUndefined();
    });
  });
}
