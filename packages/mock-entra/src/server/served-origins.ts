import type { Origins } from "../origins.ts";

/** The certificate and MSAL want a name for the back channel; the front channel must not share one with any server. */
export function servedOrigins(host: string, backPort: number, frontPort: number): Origins {
  const authority = `https://localhost:${backPort}`;
  const frontChannel = `http://${host.includes(":") ? `[${host}]` : host}:${frontPort}`;
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
