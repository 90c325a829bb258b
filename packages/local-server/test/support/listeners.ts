import { subscribe } from "node:diagnostics_channel";
import { Server } from "node:net";

/** The servers that this process has opened, by port. A later one replaces an earlier one. */
const servers = new Map<number, Server>();

subscribe("tracing:net.server.listen:asyncEnd", (message) => {
  const server = typeof message === "object" && message !== null && "server" in message && message.server;
  const address = server instanceof Server ? server.address() : null;
  if (server instanceof Server && address !== null && typeof address === "object")
    servers.set(address.port, server);
});

/** The address that Entra sends the browser to: the listener on this machine. */
export function listenerPortOf(signInUrl: string): number {
  return Number(new URL(new URL(signInUrl).searchParams.get("redirect_uri") ?? "").port);
}

/**
 * Whether the server that this process has opened on this port still listens. It asks Node, and sends no request: a port that is free
 * again may belong to a server of another process at any time.
 */
export function isListening(port: number): boolean {
  return servers.get(port)?.listening ?? false;
}

/** Whether a server answers on that port of 127.0.0.1. It asks with HTTP, because msw replaces plain sockets. */
export async function answersOn(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/favicon.ico`);
    await response.body?.cancel();
    return true;
  } catch {
    return false;
  }
}
