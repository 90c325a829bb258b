import { once } from "node:events";
import { type IncomingMessage, request as httpRequest } from "node:http";

/** The headers without the type of a form: fetch adds it itself. */
const formType = "application/x-www-form-urlencoded";

/**
 * A `fetch` to a server whose public address differs from the address that it listens at. Other requests are not changed.
 *
 * @param publicUrl the address that clients use. Its host becomes the Host header.
 */
export function fetchThrough(publicUrl: string, listensAt: string): typeof fetch {
  return async (input, init = {}) => {
    const url = input instanceof Request ? input.url : input instanceof URL ? input.href : input;
    if (!url.startsWith(publicUrl)) return fetch(input, init);
    const isForm = init.body instanceof URLSearchParams;
    const body = await new Response(init.body ?? null).text();
    const headers = new Headers(init.headers);
    headers.set("host", new URL(publicUrl).host);
    if (isForm) headers.set("content-type", formType);
    headers.set("content-length", String(Buffer.byteLength(body)));
    const outgoing = httpRequest(listensAt + url.slice(publicUrl.length), {
      method: init.method ?? "GET",
      headers: Object.fromEntries(headers),
    });
    outgoing.end(body);
    const [incoming] = (await once(outgoing, "response")) as [IncomingMessage];
    const answered = new Headers();
    for (const [name, values = []] of Object.entries(incoming.headersDistinct))
      for (const value of values) answered.append(name, value);
    const text = Buffer.concat(await incoming.toArray()).toString();
    return new Response(text === "" ? null : text, { status: incoming.statusCode ?? 0, headers: answered });
  };
}
