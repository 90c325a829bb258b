import { aadsts } from "../errors/aadsts-catalogue.ts";
import { presentAsJson } from "../errors/json-errors.ts";
import type { Endpoint } from "../http/endpoint.ts";
import { realOrigins } from "../origins.ts";
import { presentAsPage } from "../pages/error-page.ts";

/** Entra's own names for its clouds. @see https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud */
const clouds = new Map([
  ["login.microsoftonline.us", "MicrosoftOnline.US"],
  ["login.partner.microsoftonline.cn", "PartnerMicrosoftOnline.CN"],
  ["login.chinacloudapi.cn", "PartnerMicrosoftOnline.CN"],
]);

/**
 * In process only, where the mock answers for the hosts of the public cloud: another cloud does not know this
 * tenant. Requests to another cloud’s Graph are refused like those to any other host, by name.
 */
export const nationalCloudEndpoint: Endpoint = {
  name: "national-cloud",
  urls: ({ authority }) =>
    authority === realOrigins.authority ? [...clouds.keys()].map((host) => `https://${host}/*`) : [],
  methods: ["GET", "POST"],
  presentError: (exchange, error) => {
    const isPage = exchange.url.pathname.endsWith("/authorize");
    return (isPage ? presentAsPage : presentAsJson)(exchange, error);
  },
  respond: ({ url, state }) => {
    const [, segment = ""] = url.pathname.split("/");
    const isNamed = segment !== "" && segment !== "common" && segment !== "organizations";
    const tenant = isNamed ? segment : state.directory.tenant.id;
    throw aadsts.tenantOfAnotherCloud(tenant, clouds.get(url.hostname) ?? url.hostname);
  },
};
