import { afterAll, afterEach, vi } from "vitest";

afterEach(() => {
  vi.unstubAllEnvs();
});

// Another file of tests may follow in this process.
afterAll(() => {
  vi.restoreAllMocks();
});
