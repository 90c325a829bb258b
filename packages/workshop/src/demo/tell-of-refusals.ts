import type { Narrator } from "./narrator.ts";

/** A fetch that reports refusals of a server, and what the server demands. */
export function tellOfRefusals(tell: Narrator): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    const challenge = response.headers.get("www-authenticate");
    if (challenge !== null) tell.detail(`${response.status}  WWW-Authenticate: ${challenge}`);
    return response;
  };
}
