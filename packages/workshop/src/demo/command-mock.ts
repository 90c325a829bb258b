/**
 * Sends a command to a mock in another process.
 *
 * @param controlUrl where browsers visit the mock.
 * @returns its answer: JSON, or undefined if there is none.
 * @throws Error with the mock's message, if it refuses.
 */
export async function commandMock(
  controlUrl: string,
  method: "GET" | "POST" | "PUT",
  name: string,
  body?: unknown,
): Promise<unknown> {
  const response = await fetch(`${controlUrl}/_mock/${name}`, {
    method,
    headers: { "x-mock-entra-control": "1", "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`The mock refused ${method} ${name}: ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}
