/** The value that a JSON text holds, or undefined if it is not JSON. */
export function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The same response with its body read to the end, so that a connection that breaks in the middle is noticed. */
export async function buffered(response: Response): Promise<Response> {
  const { status, statusText, headers } = response;
  const text = await response.text();
  return new Response(text === "" ? null : text, { status, statusText, headers });
}
