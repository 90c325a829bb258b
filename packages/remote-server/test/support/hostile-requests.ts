import * as fc from "fast-check";
import { fittingParameters, type Gained, jsonOf, marker, parametersOf, valueOf } from "./hostile-values.ts";
import type { RawRequest } from "./raw-request.ts";

const paths = [
  "/register /authorize /consent /auth/callback /token /revoke /mcp /sse /message /healthz /",
  "/consents",
  "/.well-known/oauth-authorization-server /.well-known/oauth-protected-resource/mcp /.well-known/nothing",
  "/mcp/ //mcp /mcp%2F /%2e%2e/mcp /auth/callback/x /__proto__ /constructor",
].flatMap((line) => line.split(" "));

function headersOf(gained: Gained, value: fc.Arbitrary<string>): fc.Arbitrary<[string, string][]> {
  // Only the sender of a request can write characters that end a header. A value cannot contain them.
  const safe = value.map((text) => text.replaceAll(/[\r\n\0]/g, " ").slice(0, 2_000));
  const token = fc.oneof(fc.constantFrom(gained.bearer, "x".repeat(43)), safe);
  const header = fc.oneof(
    { weight: 4, arbitrary: fc.constant(`Bearer ${gained.bearer}`).map(named("authorization")) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom("Bearer", "bearer ", "Basic", "DPoP"), token)
        .map(([scheme, text]) => named("authorization")(`${scheme} ${text}`)),
    },
    {
      weight: 3,
      arbitrary: fc
        .oneof(fc.constantFrom(...gained.cookies, "mcp-consent-x=1; ; =;;", `a=${marker}`), safe)
        .map(named("cookie")),
    },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom("text/html", "application/json, text/event-stream", "*/*;q=0", `text/${marker}`)
        .map(named("accept")),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom("gzip", "br", "deflate, gzip", marker).map(named("content-encoding")),
    },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom("https://evil.example", "null", `https://${marker}`, "http://localhost:6274")
        .map(named("origin")),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(
        fc.constantFrom(
          "mcp-protocol-version",
          "mcp-session-id",
          "last-event-id",
          "x-forwarded-host",
          "x-forwarded-proto",
          "forwarded",
          "x-http-method-override",
          "range",
          "if-none-match",
          "expect",
          "upgrade",
          "sec-fetch-site",
          "access-control-request-headers",
        ),
        safe,
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom("evil.example", "", marker).map(named("host")) },
    { weight: 1, arbitrary: fc.constantFrom("-1", "5", "99999999999", "x").map(named("content-length")) },
    {
      weight: 1,
      arbitrary: fc.constantFrom("chunked", "gzip, chunked", marker).map(named("transfer-encoding")),
    },
  );
  return fc.array(header, { maxLength: 5 });
}

function named(name: string): (value: string) => [string, string] {
  return (value) => [name, value];
}

/** Any request to any endpoint. */
export function hostileRequest(gained: Gained): fc.Arbitrary<RawRequest> {
  const value = valueOf(gained);
  const parameters = parametersOf(value);
  const form = parameters.map((text) => ({
    type: "application/x-www-form-urlencoded",
    bytes: Buffer.from(text),
  }));
  const json = jsonOf(value).map((text) => ({ type: "application/json", bytes: Buffer.from(text) }));
  const junk = fc
    .tuple(
      fc.constantFrom(
        "application/json; charset=nonsense",
        "application/json;charset=utf-16le",
        "text/plain",
        "multipart/form-data; boundary=x",
        marker,
      ),
      fc.uint8Array({ maxLength: 300 }),
    )
    .map(([type, bytes]) => ({ type, bytes }));
  const broken = fc.constantFrom(
    { type: "application/x-www-form-urlencoded", bytes: Buffer.from([0x61, 0x3d, 0xff, 0xfe, 0xc0, 0x80]) },
    { type: "application/x-www-form-urlencoded", bytes: Buffer.from("a=b&".repeat(20_000)) },
    { type: "application/json", bytes: Buffer.alloc(70_000, "[1,") },
  );
  return fc
    .record({
      path: fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom(...paths) },
        { weight: 1, arbitrary: value.map((text) => `/${encodeURIComponent(text.toWellFormed())}`) },
      ),
      method: fc.oneof(
        { weight: 8, arbitrary: fc.constantFrom("GET", "POST") },
        {
          weight: 2,
          arbitrary: fc.constantFrom(
            "HEAD",
            "OPTIONS",
            "PUT",
            "DELETE",
            "PATCH",
            "TRACE",
            "PROPFIND",
            "NONSENSE",
          ),
        },
      ),
      query: fc.option(parameters, { nil: "" }),
      headers: headersOf(gained, value),
      content: fc.oneof(
        { weight: 5, arbitrary: form },
        { weight: 5, arbitrary: json },
        { weight: 1, arbitrary: junk },
        { weight: 1, arbitrary: broken },
      ),
      // Each request has another sender, so that the rate limits do not answer.
      address: fc.ipV4(),
      isAccepting: fc.boolean(),
      fit: fc.nat(3),
    })
    .map(({ path, method, query, headers, content, address, isAccepting, fit }) => {
      // Half of the requests to an endpoint with parameters have the right parameters, and possibly more.
      const fitting = fittingParameters(gained)[path]?.[fit];
      const search = [method === "GET" ? fitting : undefined, query].filter(Boolean).join("&");
      const isFilledIn = method === "POST" && fitting !== undefined;
      const body = isFilledIn ? Buffer.from(fitting) : content.bytes;
      const type = isFilledIn ? "application/x-www-form-urlencoded" : content.type;
      return {
        method,
        target: (search === "" ? path : `${path}?${search}`).replaceAll(/[^\u0021-\u007E]/g, "%20"),
        headers: [
          ...(headers.some(([name]) => name === "host") ? [] : [["host", gained.host] as const]),
          ["x-forwarded-for", address] as const,
          ["content-type", type] as const,
          ...(isAccepting ? [["accept", "application/json, text/event-stream"] as const] : []),
          ...headers,
        ],
        body: method === "GET" || method === "HEAD" ? new Uint8Array() : body,
      };
    });
}
