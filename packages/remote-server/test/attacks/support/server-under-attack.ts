import tls from "node:tls";
import { createMemoryStore, discoverAuthority, type StoredRecord } from "@mcp-entra/auth-core";
import { readRemoteServerConfig } from "../../../src/config.ts";
import { type RemoteServer, startRemoteServer } from "../../../src/start-remote-server.ts";
import { createFragileStore } from "../../support/fragile-store.ts";
import { changeIdTokens } from "./change-id-tokens.ts";
import { installInternet, type Internet } from "./internet.ts";

/** The server as in production, except for its clock, which can be moved, and for its simulated internet. */
export interface ServerUnderAttack {
  publicUrl: string;
  /** The address for a proxy. */
  listensAt: string;
  /** Errors that no request should cause. */
  bugs: readonly unknown[];
  moveTime(seconds: number): void;
  changeIdTokens(claims: Readonly<Record<string, string>>): void;
  useInternet(internet: Internet): void;
  openSister(): Promise<string>;
  readRecords(): Promise<readonly StoredRecord[]>;
  writeRecord(record: StoredRecord): Promise<void>;
  breakStore(writes: number): void;
  mendStore(): void;
  close(): Promise<void>;
}

/** @param environment the variables as `main.ts` reads them, and TRUSTED_CERTIFICATES (PEM). */
export async function startServerUnderAttack(
  environment: Readonly<Record<string, string>>,
): Promise<ServerUnderAttack> {
  trust(certificatesIn(environment["TRUSTED_CERTIFICATES"] ?? ""));
  const config = readRemoteServerConfig(environment);
  const internet = installInternet();
  const undo = [() => internet.remove()];
  const bugs: unknown[] = [];
  let movedMs = untilNextWindow(Date.now());
  const now = (): number => Date.now() + movedMs;
  const store = createFragileStore(createMemoryStore(now));
  const dependencies = {
    authority: await discoverAuthority(config.entra),
    now,
    store,
    resolveHost: internet.resolveHost,
    // A broken store causes a logged error. This is not a bug.
    logError: (error: unknown) => void (store.hasDied() || bugs.push(error)),
  };
  const server = await startRemoteServer(config, dependencies);
  let sister: RemoteServer | undefined;
  return {
    publicUrl: server.endpoints.issuer,
    listensAt: server.listensAt,
    bugs,
    moveTime: (seconds) => void (movedMs += seconds * 1_000),
    changeIdTokens: (claims) => void undo.unshift(changeIdTokens(claims)),
    useInternet: internet.replace,
    openSister: async () => {
      sister ??= await startRemoteServer(config, dependencies);
      return sister.endpoints.issuer;
    },
    readRecords: async () => Array.fromAsync(store.records()),
    writeRecord: async ({ key, value, ttlSeconds }) => store.set(key, value, ttlSeconds),
    breakStore: (writes) => store.dieAfter(writes),
    mendStore: () => store.revive(),
    close: async () => {
      for (const each of undo) each();
      await Promise.all([server.close(), sister?.close()]);
    },
  };
}

/**
 * The time until the beginning of a minute that is not the last one of a quarter of an hour. From then on, each limit counts all requests
 * of a short attack in the same window.
 */
function untilNextWindow(now: number): number {
  const minute = 60_000;
  const next = Math.ceil(now / minute);
  return (next % 15 === 14 ? next + 1 : next) * minute - now;
}

const trusted = new Set<string>();

/**
 * The certificates stay trusted until the process ends. All attempts use the same ones, and to read the whole list takes longer than many
 * attempts.
 */
function trust(certificates: readonly string[]): void {
  if (certificates.every((certificate) => trusted.has(certificate))) return;
  for (const certificate of certificates) trusted.add(certificate);
  tls.setDefaultCACertificates([...tls.getCACertificates("default"), ...certificates]);
}

function certificatesIn(pem: string): string[] {
  return pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
}
