import { type Clock, systemClock } from "./clock.ts";

/** How much may run: `atOnce` side by side, and `perWindow` in any `windowMilliseconds`. */
export type RateLimits = {
  readonly perWindow: number;
  readonly windowMilliseconds: number;
  readonly atOnce: number;
};

/**
 * Lets work begin, in its order, when a limit of the service allows it. The service may count a request at any
 * moment between its start and its response, so a place is taken from the start until a whole window after the
 * response: with any latency, no window of the service sees too many.
 */
export class RateLimiter {
  readonly #limits: RateLimits;
  readonly #signal: AbortSignal;
  readonly #clock: Clock;
  readonly #queue: (() => void)[] = [];
  /** When places that were left are free again, soonest first. */
  readonly #freeAt: number[] = [];
  #running = 0;
  #isWaking = false;

  /** No work begins any more once `signal` is aborted. */
  constructor(limits: RateLimits, signal: AbortSignal, clock: Clock = systemClock) {
    this.#limits = limits;
    this.#signal = signal;
    this.#clock = clock;
    signal.addEventListener("abort", () => this.#admit());
  }

  /** The outcome of `work`, which begins when its turn has come. @throws the signal's reason where it never comes. */
  async run<Outcome>(work: () => Promise<Outcome>): Promise<Outcome> {
    await this.#turn();
    try {
      this.#signal.throwIfAborted();
      return await work();
    } finally {
      this.#running -= 1;
      this.#freeAt.push(this.#clock.now() + this.#limits.windowMilliseconds);
      this.#admit();
    }
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#queue.push(resolve);
      this.#admit();
    });
  }

  #admit(): void {
    const now = this.#clock.now();
    while (this.#freeAt[0] !== undefined && this.#freeAt[0] <= now) {
      this.#freeAt.shift();
    }
    while (this.#hasRoom()) {
      const next = this.#queue.shift();
      if (next === undefined) {
        return;
      }
      this.#running += 1;
      next();
    }
    if (this.#queue.length > 0 && !this.#isWaking) {
      this.#wake(now);
    }
  }

  #hasRoom(): boolean {
    const { atOnce, perWindow } = this.#limits;
    if (this.#signal.aborted) {
      return true;
    }
    return this.#running < atOnce && this.#running + this.#freeAt.length < perWindow;
  }

  #wake(now: number): void {
    const [soonest] = this.#freeAt;
    // Where as much runs as may side by side, the end of some of it makes room.
    if (soonest === undefined || this.#running === this.#limits.atOnce) {
      return;
    }
    this.#isWaking = true;
    const awake = () => {
      this.#isWaking = false;
      this.#admit();
    };
    this.#clock.sleep(soonest - now, this.#signal).then(awake, awake);
  }
}
