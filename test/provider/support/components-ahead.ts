import { createRequire } from "node:module";
import { z } from "zod";
import { defineComponent } from "../../../provider/component.ts";
import { serveAhead } from "../../../provider/serve-ahead.ts";
import { createLibrary, libraryProvider } from "./library.ts";
import { loaded } from "./loaded.ts";

const branch = defineComponent({
  token: "library:index:Branch",
  description: "A branch of the library.",
  inputs: z.strictObject({
    room: z.string().min(1, "must not be empty").describe("Where its shelf stands."),
    note: z.string().max(20, "must be short").optional(),
    does: z.string().optional(),
    opening: z.strictObject({ days: z.array(z.string()).optional() }).optional(),
  }),
  outputs: z.strictObject({
    shelfId: z.string(),
    room: z.string(),
    note: z.string().optional(),
    run: z.record(z.string(), z.unknown()),
  }),
  load: async () => {
    const { Branch } = await import("./branch.ts");
    return (name, { room, ...more }, options) => new Branch(name, { room, ...more }, options);
  },
});

// What this process has loaded of Pulumi's SDK, for whoever asks it.
process.on("message", (message) => {
  if (message === "isSdkLoaded") {
    const files = Object.keys(createRequire(import.meta.url).cache);
    process.send?.(files.some((file) => file.endsWith("@pulumi/pulumi/index.js")));
  }
});

await serveAhead(loaded({ ...libraryProvider(createLibrary()), components: [branch] }), { prepares: false });
