import { aadsts } from "../errors/aadsts-catalogue.ts";
import { presentAsJson } from "../errors/json-errors.ts";
import { type Endpoint, onFrontChannel } from "../http/endpoint.ts";
import type { Origins } from "../origins.ts";
import { presentAsPage } from "../pages/error-page.ts";

/** The addresses for browsers. All others are for applications. */
const pages = ["authorize", "logout"];
const paths = [
  ...[...pages, "token", "devicecode"].map((name) => `/:tenant/oauth2/${name}`),
  "/:tenant/.well-known/openid-configuration",
  "/:tenant/discovery/keys",
  "/:tenant/openid/userinfo",
];

/**
 * The endpoints of Entra's first version, without `/v2.0` in their paths. The mock does not have them, and
 * refuses them with a message.
 */
export const version1Endpoint: Endpoint = {
  name: "version-1",
  urls: (origins: Origins) => paths.flatMap((path) => onFrontChannel(path)(origins)),
  methods: ["GET", "POST"],
  presentError: (exchange, error) => {
    const isPage = pages.some((name) => exchange.url.pathname.endsWith(`/oauth2/${name}`));
    return (isPage ? presentAsPage : presentAsJson)(exchange, error);
  },
  respond: () => {
    throw aadsts.version1LeftOut();
  },
};
