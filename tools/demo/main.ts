import { fullMessage } from "../../text/explained-error.ts";
import { makeByHand, setUpByAccountProtection, showPortal, tamper } from "./portal.ts";
import { Stage, say } from "./stage.ts";

const dev = ["--stack", "dev"];
const example = ["--cwd", "examples/custom-profile", "--stack", "dev"];

/** The main job from end to end, each command before its own output. */
async function play(stage: Stage): Promise<void> {
  say("title", "Which steps of the onboarding are done: 7 when one is missing");
  await stage.pinReset(["doctor"], 7);

  say("title", "What would be created in the tenant");
  await stage.pulumi(["preview", ...dev]);

  say("title", "Onboarding: two applications and their consent, the profile, its assignments");
  await stage.pulumi(["up", ...dev, "--yes", "--skip-preview"]);
  showPortal(stage.tenant);

  say("title", "The drift check of a pipeline: 0 when the tenant is as declared");
  await stage.pulumi(["preview", ...dev, "--expect-no-changes"]);

  say("title", "An administrator sets EnablePinRecovery to False and removes the assignment");
  await tamper(stage.tenant);
  showPortal(stage.tenant);

  say("title", "The same check: 7 when it drifted, with what drifted by path");
  await stage.pulumi(["preview", ...dev, "--expect-no-changes", "--diff"], 7);

  say("title", "Correcting the drift");
  await stage.pulumi(["up", ...dev, "--yes", "--skip-preview"]);
  showPortal(stage.tenant);

  say("title", "The same steps again: all is well");
  await stage.pinReset(["doctor"]);

  say("title", "A helpdesk resets a phone, and reads the new passcode to its user");
  await stage.pinReset(["reset", "PHONE-01", "--yes", "--show"]);

  say("title", "A PC is refused, with what its user does instead");
  await stage.pinReset(["reset", "LAPTOP-01", "--yes", "--show"], 4);

  say("title", "A profile that was made by hand comes under management, by its name");
  await makeByHand(stage.tenant);
  await stage.pulumi(["stack", "select", "dev", "--create", "--cwd", "examples/custom-profile"]);
  const type = "intune:index:WindowsCustomConfiguration";
  const name = "name:Camera off in the lobby";
  await stage.pulumi([
    "import",
    type,
    "camera",
    name,
    ...example,
    "--yes",
    "--protect=false",
    "--generate-code=false",
  ]);
  await stage.pulumi(["preview", ...example, "--expect-no-changes"]);

  say("title", "Taking it down: both applications stay, for other devices and for Microsoft");
  await stage.pulumi(["destroy", ...dev, "--yes", "--skip-preview"]);
  showPortal(stage.tenant);

  say(
    "title",
    "Another tenant, which was set up in the portal: an Account protection policy turns PIN recovery on",
  );
  setUpByAccountProtection(stage.tenant);
  await stage.pinReset(["doctor"]);

  say("title", "No second policy for the setting: the program refuses to make one, and says what to do");
  await stage.pulumi(["preview", ...dev], 1);

  say("title", "What to type next");
  say("plain", "  npm run tenant                                  this tenant, to play with");
  say(
    "plain",
    "  npm run pulumi -- up --stack dev                in another shell, with the variables that it prints",
  );
  say("plain", "  README.md, 'A real tenant'                      your own tenant, in six commands");
}

const stage = await Stage.set();
let stopped = false;
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    stopped = true;
    stage.clear().then(() => process.exit(130));
  });
}
try {
  await play(stage);
} catch (error) {
  if (!stopped) {
    process.stderr.write(`${fullMessage(error)}\n`);
    process.exitCode = 1;
  }
} finally {
  if (!stopped) {
    await stage.clear();
  }
}
