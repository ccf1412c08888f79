import { withAutomationCli } from "../../../pulumi-cli/automation.ts";
import { stateCommands } from "../../../pulumi-cli/state-commands.ts";
import { messageOf } from "../../../text/message-of.ts";
import { stateUnreadable } from "./errors.ts";
import { history, lastUpdateIn, mostUpdates, updatesIn } from "./last-update.ts";
import { exported, type StackState, stackStateOf } from "./stack-state.ts";

type Reading = { readonly folder: string; readonly env: NodeJS.ProcessEnv; readonly signal: AbortSignal };

/**
 * A stack's state by `pulumi stack export`, its secrets encrypted: for the backends that this program does not read itself. It
 * starts a process, which takes about a second of a processor.
 *
 * @returns undefined where there is no such stack, or it was never deployed.
 * @throws FleetError `stateUnreadable`, PulumiError.
 */
export function exportState(
  stack: string,
  { folder, env, signal }: Reading,
): Promise<StackState | undefined> {
  return withAutomationCli(
    env,
    () => {},
    async (cli) => {
      const surroundings = { signal, isTerminal: false, effect: "Nothing was compared.", folder };
      try {
        const commands = stateCommands(stack, cli, surroundings);
        const { deployment } = exported.parse(await commands.state());
        // The history is read after the state: an update that ends in between is known then.
        const updates = deployment ? updatesIn(history.parse(await commands.history(mostUpdates))) : [];
        return stackStateOf(deployment, lastUpdateIn(updates));
      } catch (error) {
        signal.throwIfAborted();
        if (/no stack named/i.test(messageOf(error))) {
          return undefined;
        }
        throw stateUnreadable(stack, messageOf(error).replace(/\.$/, ""));
      }
    },
  );
}
