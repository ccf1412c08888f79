import { tells } from "./essence.ts";
import {
  grantAllReads,
  makeByHand,
  setUpByAccountProtection,
  showPortal,
  showProfiles,
  tamper,
} from "./portal.ts";
import { say } from "./say.ts";
import type { Stage } from "./stage.ts";

const dev = ["--stack", "dev"];
const example = ["--cwd", "examples/custom-profile", "--stack", "dev"];

/**
 * The main job from end to end, each command before its own output. Commands that do not depend on each other run at the
 * same time, and are shown one after the other.
 */
export async function play(own: Stage, another: Stage): Promise<void> {
  grantAllReads(own.tenant);
  const firstPreview = own.pulumi(["preview", ...dev]).startAhead();

  say("title", "Which steps of the onboarding are missing? 7: some are");
  await own.pinReset(["doctor"], 7, tells.doctor).show();

  say("title", "Onboarding: two applications, their consent, the profile, its groups");
  await firstPreview.show();
  setUpByAccountProtection(another.tenant);
  const anotherDoctor = another.pinReset(["doctor"], 0, tells.doctor).startAhead();
  const anotherPreview = another.pulumi(["preview", ...dev], 1, tells.refusal).startAhead(anotherDoctor);
  await own.pulumi(["up", ...dev, "--yes", "--skip-preview"]).show();
  showPortal(own.tenant);

  say("title", "The drift check of a pipeline. 0: the tenant is as declared");
  await own.pulumi(["preview", ...dev, "--expect-no-changes"]).show();

  say("title", "An administrator sets it to False, and removes the assignment");
  await tamper(own.tenant);
  showProfiles(own.tenant);

  say("title", "The same check. 7: it drifted; what did, and by whom");
  await own.pulumi(["preview", ...dev, "--expect-no-changes"], 7).show();
  await own.pinReset(["drift", ...dev], 7, tells.drift).show();

  say("title", "Correcting the drift");
  await own.pulumi(["up", ...dev, "--yes", "--skip-preview"]).show();
  showProfiles(own.tenant);

  // The profile and stack of the example are not those of the commands before it.
  await makeByHand(own.tenant);
  const doctor = own.pinReset(["doctor"], 0, tells.doctor).startAhead();
  const reset = ["--yes", "--show"];
  const phone = own.pinReset(["reset", "PHONE-01", ...reset], 0, tells.reset).startAhead();
  const laptop = own.pinReset(["reset", "LAPTOP-01", ...reset], 4, tells.reset).startAhead(doctor);
  const select = own
    .pulumi(["stack", "select", "dev", "--create", "--cwd", "examples/custom-profile"])
    .startAhead();
  const type = "intune:index:WindowsCustomConfiguration";
  const name = "name:Camera off in the lobby";
  const options = ["--yes", "--protect=false", "--generate-code=false"];
  const imported = own
    .pulumi(["import", type, "camera", name, ...example, ...options], 0, tells.imported)
    .startAhead(select);

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

  say("title", "Taking it down: both applications stay, for other devices");
  await destroyed.show();
  showPortal(own.tenant);

  say("title", "Another tenant, set up in the portal: no second policy beside that one");
  await anotherDoctor.show();
  await anotherPreview.show();

  say("title", "What to type next");
  say("plain", "  npm run tenant -- shell      this tenant, to play with: docs/try-it.md");
  say("plain", "  npm run demo -- --verbose    all that these commands print");
  say("plain", "  README.md, 'A real tenant'   your own tenant");
}
