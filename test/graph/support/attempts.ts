/** A response of Graph without a body. */
export function answer(status: number, retryAfter?: string): Response {
  return new Response(null, {
    status,
    headers: retryAfter === undefined ? {} : { "retry-after": retryAfter },
  });
}

/** A failure of the network, as Node.js reports it. */
export function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** Attempts that give each outcome in turn, and 200 after the last. */
export function attempts(...outcomes: (Response | Error)[]): {
  attempt: () => Promise<Response>;
  made: () => number;
} {
  let made = 0;
  const attempt = async () => {
    const outcome = outcomes[made] ?? answer(200);
    made += 1;
    if (outcome instanceof Error) {
      throw outcome;
    }
    return outcome;
  };
  return { attempt, made: () => made };
}
