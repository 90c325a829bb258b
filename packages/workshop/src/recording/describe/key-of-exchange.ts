import { headersOf, type RawExchange } from "../raw-exchange.ts";
import { readRpc } from "../read-rpc.ts";

/** The keys under which the facts about an exchange can be: the most specific key comes first. */
export function keysOfExchange(exchange: RawExchange): string[] {
  const { to, transport, from } = exchange;
  if (transport === "stdio") return [`stdio ${exchange.method}`];
  if (to === "graph") return ["graph"];
  if (to === "entra") return keysAtEntra(exchange);
  const path = URL.parse(exchange.url)?.pathname ?? "";
  if (to === "attacker") return ["page of the attacker"];
  if (to === "client") return withError(exchange.url, path);
  if (from === "browser") return [...withError(exchange.url, path), "server page"];
  return keysAtServer(exchange, path);
}

/** The browser comes back from a sign-in with a code, or with an error (RFC 6749 section 4.1.2.1). */
function withError(url: string, path: string): string[] {
  const hasError = URL.parse(url)?.searchParams.has("error") ?? false;
  return hasError ? [`${path} with an error`, path] : [path];
}

/** The mock's trace names the endpoint. Without it, the path does. */
function keysAtEntra({ from, known, url, request }: RawExchange): string[] {
  const path = URL.parse(url)?.pathname ?? "";
  const endpoint = known?.endpoint ?? endpointOfPath(path);
  if (endpoint !== "token") return [`${from} ${endpoint}`, endpoint];
  const grant = grantIn(request.body);
  return [`${from} token ${grant.endsWith("jwt-bearer") ? "on behalf" : grant}`, "token"];
}

function endpointOfPath(path: string): string {
  if (path.endsWith("/token")) return "token";
  if (path.endsWith("/keys")) return "jwks";
  return path.split("/").at(-1) ?? "";
}

function grantIn(body: string | null): string {
  return new URLSearchParams(body ?? "").get("grant_type") ?? "";
}

function keysAtServer(exchange: RawExchange, path: string): string[] {
  const { request, response } = exchange;
  if (path.startsWith("/.well-known/oauth-protected-resource")) return ["protected resource metadata"];
  if (path.startsWith("/.well-known/")) return ["authorization server metadata"];
  if (path === "/token") return [`/token ${grantIn(request.body)}`, path];
  if (!["/mcp", "/sse", "/message"].includes(path)) return [path];
  const hasToken = headersOf(request).some(([name]) => name === "authorization");
  if (!hasToken) return ["mcp without token"];
  if (response.status === 401) return ["mcp token refused"];
  if (response.status === 403) return ["mcp scope missing"];
  const tool = readRpc(exchange)?.tool ?? null;
  return [...(tool === null ? [] : [`call ${tool}`, "call"]), path, "mcp"];
}
