import { makeByHand, setUpByAccountProtection, showPortal, tamper } from "./portal.ts";
import { say } from "./say.ts";
import type { Stage } from "./stage.ts";

const dev = ["--stack", "dev"];
const example = ["--cwd", "examples/custom-profile", "--stack", "dev"];

/**
 * The main job from end to end, each command before its own output. Commands that do not depend on each other run at the
 * same time.
 */
export async function play(own: Stage, another: Stage): Promise<void> {
  say(
    "note",
    "Commands that do not depend on each other run at the same time, and are shown one after the other.",
  );
  const firstPreview = own.pulumi(["preview", ...dev]).startAhead();

  say("title", "Which steps of the onboarding are done: 7 when one is missing");
  await own.pinReset(["doctor"], 7).show();

  say("title", "What would be created in the tenant");
  await firstPreview.show();
  setUpByAccountProtection(another.tenant);
  const anotherDoctor = another.pinReset(["doctor"]).startAhead();
  const anotherPreview = another.pulumi(["preview", ...dev], 1).startAhead(anotherDoctor);

  say("title", "Onboarding: two applications and their consent, the profile, its assignments");
  await own.pulumi(["up", ...dev, "--yes", "--skip-preview"]).show();
  showPortal(own.tenant);

  say("title", "The drift check of a pipeline: 0 when the tenant is as declared");
  await own.pulumi(["preview", ...dev, "--expect-no-changes"]).show();

  say("title", "An administrator sets EnablePinRecovery to False and removes the assignment");
  await tamper(own.tenant);
  showPortal(own.tenant);

  say("title", "The same check: 7 when it drifted, with what drifted by path");
  await own.pulumi(["preview", ...dev, "--expect-no-changes", "--diff"], 7).show();

  say("title", "Correcting the drift");
  await own.pulumi(["up", ...dev, "--yes", "--skip-preview"]).show();
  showPortal(own.tenant);

  // The profile and stack of the example are not those of the commands before it.
  await makeByHand(own.tenant);
  const doctor = own.pinReset(["doctor"]).startAhead();
  const phone = own.pinReset(["reset", "PHONE-01", "--yes", "--show"]).startAhead();
  const laptop = own.pinReset(["reset", "LAPTOP-01", "--yes", "--show"], 4).startAhead(doctor);
  const select = own
    .pulumi(["stack", "select", "dev", "--create", "--cwd", "examples/custom-profile"])
    .startAhead();
  const type = "intune:index:WindowsCustomConfiguration";
  const name = "name:Camera off in the lobby";
  const options = ["--yes", "--protect=false", "--generate-code=false"];
  const imported = own.pulumi(["import", type, "camera", name, ...example, ...options]).startAhead(select);

  say("title", "The same steps again: all is well");
  await doctor.show();

  say("title", "A helpdesk resets a phone, and reads the new passcode to its user");
  await phone.show();

  say("title", "A PC is refused, with what its user does instead");
  await laptop.show();

  say("title", "A profile that was made by hand comes under management, by its name");
  await select.show();
  await imported.show();
  const destroyed = own.pulumi(["destroy", ...dev, "--yes", "--skip-preview"]).startAhead();
  await own.pulumi(["preview", ...example, "--expect-no-changes"]).show();

  say("title", "Taking it down: both applications stay, for other devices and for Microsoft");
  await destroyed.show();
  showPortal(own.tenant);

  say(
    "title",
    "Another tenant, which was set up in the portal: an Account protection policy turns PIN recovery on",
  );
  await anotherDoctor.show();

  say("title", "No second policy for the setting: the program refuses to make one, and says what to do");
  await anotherPreview.show();

  say("title", "What to type next");
  say("plain", "  npm run tenant                                  this tenant, to play with");
  say(
    "plain",
    "  npm run pulumi -- up --stack dev                in another shell, with the variables that it prints",
  );
  say("plain", "  README.md, 'A real tenant'                      your own tenant");
}
