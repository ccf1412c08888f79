import { existsSync } from "node:fs";
import { appendFile } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import { takeLock } from "../../../../cli/reset/bulk/lock.ts";

/**
 * A process that takes each of some locks as soon as its start file is there, notes when it has it and when it gives it
 * back, and says on standard output that it is ready. Arguments: the folder, and how many locks.
 */
const [folder = "", rounds = "0"] = process.argv.slice(2);
process.stdout.write("ready\n");
for (let round = 0; round < Number(rounds); round++) {
  while (!existsSync(`${folder}/${round}.start`)) {
    await wait(1);
  }
  const release = await takeLock(`${folder}/${round}.lock`);
  if (release !== undefined) {
    await appendFile(`${folder}/${round}.log`, `took ${process.pid}\n`);
    // Long enough for every other process to try.
    while (!existsSync(`${folder}/${round}.end`)) {
      await wait(1);
    }
    await release();
  }
  await appendFile(`${folder}/${round}.log`, `tried ${process.pid}\n`);
}
