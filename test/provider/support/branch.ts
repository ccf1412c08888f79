import * as pulumi from "@pulumi/pulumi";
import { ExplainedError } from "../../../text/explained-error.ts";

type BranchArgs = { room: pulumi.Input<string>; note?: pulumi.Input<string>; does?: pulumi.Input<string> };

class Shelf extends pulumi.CustomResource {
  constructor(name: string, inputs: pulumi.Inputs, options: pulumi.CustomResourceOptions) {
    super("library:index:Shelf", name, inputs, options);
  }
}

/** A component of these tests: it has one shelf, and fails in the way that it is asked for. */
export class Branch extends pulumi.ComponentResource {
  readonly shelfId: pulumi.Output<string>;
  readonly room: pulumi.Output<string>;
  readonly note: pulumi.Output<string | undefined>;
  readonly run: pulumi.Output<unknown>;

  constructor(name: string, { room, note, does }: BranchArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("library:index:Branch", name, {}, options);
    if (does === "throw") {
      throw new ExplainedError({ code: "closed", message: "The library is closed.", hint: "Come back." });
    }
    if (does === "reject") {
      const refused = new ExplainedError({ code: "closed", message: "The door is shut.", hint: "Knock." });
      void Promise.reject(refused);
    }
    const shelf = new Shelf(
      `${name}-shelf`,
      { room, note },
      {
        parent: this,
        ...(does === "hook" && { hooks: { beforeCreate: [saysWhere(name)] } }),
        ...(options.dependsOn && { dependsOn: options.dependsOn }),
      },
    );
    this.shelfId = shelf.id;
    this.room = pulumi.output(room);
    this.note = pulumi.output(note);
    const config = new pulumi.Config("library");
    this.run = pulumi.output({
      project: pulumi.getProject(),
      stack: pulumi.getStack(),
      organization: pulumi.getOrganization(),
      dryRun: pulumi.runtime.isDryRun(),
      building: config.get("building"),
      doorCode: config.getSecret("doorCode"),
    });
    this.registerOutputs({ shelfId: this.shelfId, note: this.note });
    pulumi.log.info(`made in ${pulumi.getStack()}`);
  }
}

function saysWhere(name: string): pulumi.ResourceHook {
  const hook = () => pulumi.log.info(`hook in ${pulumi.getStack()}`);
  return new pulumi.ResourceHook(`${name}-says-where`, hook, { onDryRun: true });
}
