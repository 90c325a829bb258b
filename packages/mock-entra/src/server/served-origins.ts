import type { Origins } from "../origins.ts";

/** The mock's names that differ from the defaults. */
export interface OriginOptions {
  httpsFrontChannel?: boolean;
  publicUrl?: string;
  publicFrontChannelUrl?: string;
}

/**
 * The certificate and MSAL need a name for the back channel. The front channel must not have the same name as
 * a server, so that the pages are on another site, as the real ones are.
 */
export function servedOrigins(
  host: string,
  backPort: number,
  frontPort: number,
  { httpsFrontChannel = false, publicUrl, publicFrontChannelUrl }: OriginOptions = {},
): Origins {
  const authority = publicUrl ?? `https://localhost:${backPort}`;
  const scheme = httpsFrontChannel ? "https" : "http";
  const frontChannel =
    publicFrontChannelUrl ?? `${scheme}://${host.includes(":") ? `[${host}]` : host}:${frontPort}`;
  return {
    authority,
    frontChannel,
    deviceVerificationUri: `${frontChannel}/device`,
    graph: authority,
    managedIdentity: `${frontChannel}/msi/token`,
    portal: `${frontChannel}/portal`,
  };
}

export function loopbackHosts(port: number): string[] {
  return [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`];
}

/**
 * Your own origin, such as `https://mock-entra:8443`.
 * @throws Error that names the value found and the expected value
 */
export function publicOrigin(flag: string, url: string, protocol: "https:" | "http:"): string {
  const expected = `Expected an origin such as ${protocol}//mock-entra:8443, without a path.`;
  if (!URL.canParse(url)) throw new Error(`${flag}: found "${url}". ${expected}`);
  const { origin, protocol: found, pathname, search, hash, username } = new URL(url);
  const isBare = pathname === "/" && search === "" && hash === "" && username === "";
  if (found !== protocol || !isBare) throw new Error(`${flag}: found "${url}". ${expected}`);
  return origin;
}

/** The hosts of these origins that are not loopback: certificates have to contain them. */
export function hostsBesideLoopback(...origins: (string | undefined)[]): string[] {
  const loopback = new Set(["localhost", "127.0.0.1", "[::1]"]);
  const hosts = origins
    .filter((origin) => origin !== undefined)
    .map((origin) => new URL(origin).hostname)
    .filter((host) => !loopback.has(host));
  return [...new Set(hosts)].map((host) => host.replace(/^\[(.*)\]$/u, "$1"));
}
