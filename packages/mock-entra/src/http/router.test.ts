import { getResponse } from "msw";
import { expect, test } from "vitest";
import { endpoints } from "../create-responder.ts";
import { createMockEntra, seed } from "../index.ts";
import { realOrigins } from "../origins.ts";
import { createRouter } from "./router.ts";

const route = createRouter(endpoints, realOrigins);
const authority = "https://login.microsoftonline.com";
const graph = "https://graph.microsoft.com";

test.each([
  [`${authority}/common/oauth2/v2.0/token`, "token", "common"],
  [`${authority}/common/oauth2/v2.0/token?client-request-id=1`, "token", "common"],
  [`${authority}/common/oauth2/v2.0/token/`, "token", "common"],
  [`${authority}/mcp%20workshop/oauth2/v2.0/token`, "token", "mcp workshop"],
  [`${authority}/%ff/oauth2/v2.0/token`, "token", "%ff"],
  [`${graph}/v1.0/me?$select=id`, "graph-me", "common"],
  [`${graph}/v1.0/users/ada/memberOf`, "graph-member-of", "common"],
  [`${graph}/beta/anything/at/all`, "graph-unknown", "common"],
])("%s is for %s", (url, name, tenantSegment) => {
  expect([route(url)?.endpoint.name, route(url)?.tenantSegment]).toEqual([name, tenantSegment]);
});

test.each([
  `${authority}/oauth2/v2.0/token`,
  `${authority}/a/b/oauth2/v2.0/token`,
  `${authority}/common/oauth2/v2x0/token`,
  `${authority}.evil.example/common/oauth2/v2.0/token`,
  `https://evil.example/?${authority}/common/oauth2/v2.0/token`,
])("nothing is at %s", (url) => {
  expect(route(url)).toBeUndefined();
});

test("a very long address is answered like any other", async () => {
  const url = `${authority}/${seed.tenant.id}/discovery/v2.0/keys?ignored=${"x".repeat(20_000)}`;
  expect((await getResponse(createMockEntra().handlers, new Request(url)))?.status).toBe(200);
});
