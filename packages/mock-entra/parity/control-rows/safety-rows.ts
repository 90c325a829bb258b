import type { ParityRow } from "../parity-row.ts";
import { witnessedBy } from "../witnessed-by.ts";

const bindRows = witnessedBy("test/served.test.ts", [
  {
    id: "loopback-only",
    feature: "Who can reach it",
    entra: "It is on the Internet and asks for proof.",
    source: "https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud",
    ours: "It signs in anybody without a password, so it binds loopback, unless `dangerouslyListenOn` says otherwise.",
    test: "who may reach it > binding 0.0.0.0 is refused",
    breakIt: {
      file: "server/bind-server.ts",
      find: 'if (address === "::1" ||',
      replace: 'if (address !== "" ||',
    },
  },
  {
    id: "foreign-host-names",
    feature: "Requests by another host name",
    entra: "Its names and certificates are its own.",
    source: "unconfirmed",
    ours: "421, because any web site can have its name resolve to 127.0.0.1 (DNS rebinding).",
    test: "who may reach it > DNS rebinding: a foreign Host header is refused",
    breakIt: {
      file: "server/node-adapter.ts",
      find: "if (!hosts.includes(",
      replace: "if (false && hosts.includes(",
    },
  },
  {
    id: "control-needs-a-header",
    feature: "Commands to the mock",
    entra: "Has none.",
    source: "unconfirmed",
    ours: "Under `/_mock/` on the front channel, with a header that no web page can send.",
    test: "the control API > cross-site request forgery: without the header nothing happens",
    breakIt: {
      file: "server/control-api.ts",
      find: 'if (request.headers.get(controlHeader) !== "1") {',
      replace: 'if (request.headers.get(controlHeader) === "0") {',
    },
  },
]);

const certificateRows = witnessedBy("src/server/development-certificates.test.ts", [
  {
    id: "development-ca",
    feature: "The certificate of the back channel",
    entra: "Is issued by a public authority.",
    source: "capture",
    ours: "Is issued by a development CA of this machine, whose names are constrained to loopback.",
    test: "a stolen CA key cannot impersonate another host: its names are constrained to loopback",
    breakIt: { file: "server/certificate-extensions.ts", find: "  namesOnly(hosts),\n", replace: "" },
  },
]);

const robustnessRows = witnessedBy("test/robustness.test.ts", [
  {
    id: "malformed-requests",
    feature: "Malformed requests",
    entra: "Are refused with a 4xx.",
    source: "unconfirmed",
    ours: "No request to any endpoint causes a 5xx; which 4xx it is may differ.",
    test: "in process > no request makes it fail, and no page shows unescaped what came in",
    breakIt: {
      file: "http/decode-segment.ts",
      find: "    return segment;",
      replace: "    throw new Error(segment);",
    },
  },
  {
    id: "pages-escape",
    feature: "What is typed into pages",
    entra: "Is shown escaped.",
    source: "unconfirmed",
    test: "in process > whatever is typed into the pages of a sign-in, they show it escaped",
    breakIt: { file: "http/html.ts", find: `replaceAll(/[&<>"']/gu,`, replace: "replaceAll(/[&<>']/gu," },
  },
]);

/** Differences that are necessary because everybody can use the mock. */
export const safetyRows: ParityRow[] = [...bindRows, ...certificateRows, ...robustnessRows];
