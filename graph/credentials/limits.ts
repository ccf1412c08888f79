/** How long one request of a sign-in may take, in milliseconds: Microsoft Entra responds within a few seconds. */
export const signInRequestMilliseconds = 30_000;

/** How long Azure CLI may take for a token, in milliseconds: it starts Python, and may have to ask Entra itself. */
export const azureCliMilliseconds = 60_000;

/** A signal that is aborted with `signal`, and after `milliseconds` with a TimeoutError. */
export function withLimit(milliseconds: number, signal?: AbortSignal | undefined): AbortSignal {
  const limit = AbortSignal.timeout(milliseconds);
  return signal ? AbortSignal.any([signal, limit]) : limit;
}
