import { http, type HttpHandler } from "msw";
import { createResponder, endpoints } from "./create-responder.ts";
import { createRouter } from "./http/router.ts";
import type { Origins } from "./origins.ts";
import type { MockState } from "./state/mock-state.ts";

/** For msw, which first asks whether the mock handles a request. */
export function createMswHandlers(state: MockState, origins: Origins): HttpHandler[] {
  const route = createRouter(endpoints, origins);
  const respond = createResponder(state, origins);
  return [
    http.all(
      ({ request }) => route(request.url) !== undefined,
      ({ request }) => respond(request, { isOnThisMachine: true }),
    ),
  ];
}
