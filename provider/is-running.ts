/** Whether there is a process of that id. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process of that id is none of ours, but its file would not be here either.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
