import { once } from "node:events";
import type { Server } from "node:http";

/**
 * The address to bind.
 * @throws Error for an address outside loopback: anybody can sign in to the mock as any user
 */
export function loopbackHost(host: string): string {
  const address = host === "localhost" ? "127.0.0.1" : host.replace(/^\[(.*)\]$/u, "$1");
  if (address === "::1" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/u.test(address)) return address;
  throw new Error(
    `mock-entra refuses to listen on "${host}": it signs in anybody without a password, so it stays on loopback. Use 127.0.0.1, or read what --dangerously-listen-on says.`,
  );
}

/** The peer's address of a connection. IPv4 addresses may have the IPv6 form. */
export function isLoopbackAddress(address: string | undefined): boolean {
  return address !== undefined && /^(?:::1|(?:::ffff:)?127(?:\.\d{1,3}){3})$/u.test(address);
}

/** For stderr, so that the user sees it. */
export function exposureWarning(address: string): string {
  return `WARNING: mock-entra listens on ${address}, outside loopback. Everybody who can reach this port can sign in as anybody, without a password. Only do this where no other person can reach it, such as in a container whose ports are published on loopback.\n`;
}

/** The user has to see what works here but not in Entra. */
export const loopbackIdentifierWarning =
  "WARNING: mock-entra accepts App ID URIs on this machine, such as http://localhost:3001/mcp (--allow-loopback-identifier-uris). Entra refuses them: there, an API needs an https address on a verified domain, or clients that leave the resource parameter out.\n";

/** For stderr as well: another name does not open a port, and protects no user. */
export function ownNameWarning(names: readonly string[], address: string): string {
  return `WARNING: mock-entra calls itself ${names.join(" and ")}, and listens on ${address}. Clients have to trust the CA of that name. It signs in anybody without a password: let this name lead nowhere but to your own containers.\n`;
}

export interface Binding {
  host: string;
  port: number;
  /** The option that changes the port. */ flag: string;
}

/** @returns the bound port, which is needed for port 0 */
export async function bindServer(server: Server, { host, port, flag }: Binding): Promise<number> {
  try {
    server.listen(port, host);
    await once(server, "listening");
  } catch (error) {
    throw new Error(explainFailure(error, { host, port, flag }), { cause: error });
  }
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return address.port;
}

function explainFailure(error: unknown, { host, port, flag }: Binding): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE")
    return `Port ${port} on ${host} is in use. Choose another one with ${flag} (0 picks a free one).`;
  if (code === "EACCES") return `Port ${port} needs more rights. Choose one above 1023 with ${flag}.`;
  return `Could not listen on ${host}:${port} (${String(code ?? error)}). Choose another port with ${flag}.`;
}

/** Stops accepting connections, and closes idle ones so that no client waits for them. */
export async function closeServers(servers: readonly Server[]): Promise<void> {
  await Promise.all(
    servers
      .filter((server) => server.listening)
      .map(async (server) => {
        const closed = once(server, "close");
        server.close();
        server.closeAllConnections();
        await closed;
      }),
  );
}
