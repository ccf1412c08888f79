import { tamper } from "../demo/portal.ts";
import { say } from "../demo/say.ts";
import type { Cast, TenantName } from "./names.ts";
import type { EngineName, FleetStage } from "./stage.ts";
import { deleteProfile, withdrawGrant } from "./tamper.ts";
import { NotAsTold, typed } from "./typed.ts";

/** It never consented to the fleet's application; it is in the ring canary. */
const withoutConsent: TenantName = "fabrikam";
const tampered = {
  changed: "adatum",
  deleted: "graphic-design",
  withdrawn: "humongous",
} as const satisfies Record<string, TenantName>;

/**
 * A fleet's work from end to end, each command before its own output.
 *
 * @param report Where the HTML report is written.
 * @throws NotAsTold where a step comes out otherwise.
 */
export async function play(stage: FleetStage, cast: Cast, engine: EngineName, report: string): Promise<void> {
  const { place } = stage;
  const by = engine === "temporal" ? ["--engine", "temporal"] : [];
  const all = cast.length;
  const others = cast.filter(({ ring }) => ring !== "canary").map(({ name }) => name);
  const drifted = Object.values(tampered);

  say("title", "Which tenants consented: one of the ring canary did not");
  stage.tenant(withoutConsent).withdrawAdminConsent();
  await typed(place, ["check"], {
    code: 7,
    says: [`1 of ${all} tenants cannot be updated yet`, new RegExp(`${withoutConsent} .*no consent`)],
  });

  say("title", "Up, ring after ring: canary may have no failure, so that the run halts there");
  await typed(place, ["up", "--yes", ...by], {
    code: 10,
    says: [
      new RegExp(`^${withoutConsent}  ring canary  failed  noConsent`, "m"),
      /2 changed/,
      /fleet approve canary/,
    ],
  });
  say("note", "No tenant of the other rings was touched:");
  need(stage, others, isUntouched);

  say("title", "Somebody looks, and lets the run go on beyond that failure");
  await typed(place, ["status", ...by], { code: 10, says: [/canary/, /approval/] });
  await typed(place, ["approve", "canary", ...by], { code: 0, says: [] });
  await typed(place, ["resume", ...by], {
    code: 5,
    says: [`${all} tenants: ${all - 1} changed, 1 failed`],
  });

  say("title", "Three administrators change what was deployed");
  await tamper(stage.tenant(tampered.changed));
  await deleteProfile(stage.tenant(tampered.deleted));
  await withdrawGrant(stage.tenant(tampered.withdrawn));
  say("plain", `  ${tampered.changed}: EnablePinRecovery to False, and the assignment removed`);
  say("plain", `  ${tampered.deleted}: the policy deleted`);
  say("plain", `  ${tampered.withdrawn}: a consent of the PIN reset service withdrawn`);

  say("title", "A scan finds the three, without an engine");
  await typed(place, ["scan", ...by], {
    code: 7,
    says: [
      ...drifted.map((name) => new RegExp(`^${name}  ring \\w+  drifted`, "m")),
      `${all} tenants: ${all - 4} in sync, 3 drifted, 1 not scanned`,
    ],
  });

  say("title", "Healing them, and only them");
  await typed(place, ["heal", "--tenant", drifted.join(","), "--yes", ...by], {
    code: 0,
    says: ["3 tenants: 3 changed"],
  });

  say("title", `The administrator of ${withoutConsent} consents, and the tenant is onboarded`);
  stage.tenant(withoutConsent).giveAdminConsent();
  await typed(place, ["onboard", withoutConsent, "--yes", ...by], { code: 0, says: ["1 tenant: 1 changed"] });

  say("title", "Clean: all tenants are as declared");
  await typed(place, ["scan", "--html", report, ...by], {
    code: 0,
    says: [`${all} tenants: ${all} in sync`],
  });

  say("title", "What to read next");
  say("plain", `  ${report}`);
  say("plain", "                          the report of that scan, for a browser");
  say("plain", "  docs/fleets.md          your own fleet, from the first tenant on");
}

/** Checks in the tenants themselves, and not only by what a command says. */
function need(
  stage: FleetStage,
  names: readonly TenantName[],
  isSo: (stage: FleetStage, name: TenantName) => boolean,
): void {
  const others = names.filter((name) => !isSo(stage, name));
  if (others.length > 0) {
    throw new NotAsTold(`not so in ${others.join(", ")}`);
  }
  say("plain", `  so it is in all ${names.length}`);
}

function isUntouched(stage: FleetStage, name: TenantName): boolean {
  const { deviceConfigurations } = stage.tenant(name).state;
  return !deviceConfigurations
    .all()
    .some(({ omaSettings }) => omaSettings?.some(({ omaUri }) => omaUri.endsWith("/EnablePinRecovery")));
}
