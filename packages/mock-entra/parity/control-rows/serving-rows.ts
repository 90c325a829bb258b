import { witnessedBy } from "../witnessed-by.ts";

const https = "with an https front channel";
const named = "with a public URL";
const origins = "server/served-origins.ts";

/** The mock's own addresses, if they are not the default ones. */
export const servingRows = witnessedBy("test/https-front-channel.test.ts", [
  {
    id: "https-front-channel",
    feature: "Schemes of the endpoints",
    entra: "Everything is https; openid-client 6, express-openid-connect and others refuse anything else.",
    source: "library",
    ours: "pages on plain http of 127.0.0.1, unless `--https-front-channel` is given",
    test: `${https} > discovery names no http address, as openid-client and others demand`,
    breakIt: { file: origins, find: 'httpsFrontChannel ? "https" : "http"', replace: '"http"' },
  },
  {
    id: "https-front-channel-cookies",
    feature: "Cookies in a frame of another site",
    entra: "SameSite=None: msal-browser's silent sign-in depends on it, where browsers let it.",
    source:
      "https://learn.microsoft.com/entra/identity/authentication/concept-authentication-web-browser-cookies",
    ours: "same on https",
    test: `${https} > a sign-in works there, with cookies that a frame of another site may send`,
    breakIt: {
      file: "http/cookies.ts",
      find: '"SameSite=None", "Secure"',
      replace: '"SameSite=Lax", "Secure"',
    },
  },
  {
    id: "https-front-channel-names",
    feature: "Portal and commands on https",
    entra: "There are none.",
    source: "unconfirmed",
    ours: "for this machine, under the one name of the front channel (DNS rebinding)",
    test: `${https} > the portal and the commands answer under their one name only`,
    breakIt: {
      file: "server/node-adapter.ts",
      find: 'if (!hosts.includes(incoming.headers.host?.toLowerCase() ?? "")) {',
      replace: "if (hosts.length === 0) {",
    },
  },
  {
    id: "public-url",
    feature: "Host name of the authority",
    entra: "login.microsoftonline.com.",
    source: "capture",
    ours: "localhost, or a name of one's own with `--public-url`, for containers",
    test: `${named} > that is its name: issuer, endpoints, Graph, pages, and the certificate`,
    breakIt: { file: origins, find: "publicUrl ?? `https", replace: "`https" },
  },
  {
    id: "public-url-certificate",
    feature: "Certificate of a name of one's own",
    entra: "A public certificate.",
    source: "unconfirmed",
    ours: "by a CA of its own, which is good for that name and loopback only",
    test: `${named} > the CA is one of its own, good for that name only, and the usual one is not touched`,
    breakIt: {
      file: "server/development-certificates.ts",
      find: "hosts.length === 0 ? directory :",
      replace: "hosts.length >= 0 ? directory :",
    },
  },
  {
    id: "public-url-warning",
    feature: "A name of one's own opens no port",
    entra: "There is none.",
    source: "unconfirmed",
    ours: "it stays on loopback, and says on stderr what the name is and where it listens",
    test: `${named} > it says so on stderr, and listens on loopback all the same`,
    breakIt: {
      file: "server/listen.ts",
      find: "if (ownNames.length > 0) process.stderr.write(",
      replace: "if (ownNames.length > 9) process.stderr.write(",
    },
  },
]);
