import {
  createAuthenticatingStore,
  createKey,
  createMemoryStore,
  createOpaqueToken,
  fingerprint,
  loadKeyRing,
} from "@mcp-entra/auth-core";
import { describe, expect, it } from "vitest";
import { fromRow, toRow } from "./session-row.ts";
import { defaultSessionPolicy } from "./session.ts";
import { createSessionId, createSessions } from "./sessions.ts";

const userId = crypto.randomUUID();
const scopes = ["User.Read", "User.ReadBasic.All", "Mail.Send"];
const roles = ["Directory.Reader", "Auditor"];
/** Long values: the host name of a container app, and a client with a metadata document. */
const audience = "https://mcp-entra-server.politeglacier-1a2b3c4d.westeurope.azurecontainerapps.io/mcp";
const clients = [crypto.randomUUID(), "https://claude.ai/oauth/claude-code-client-metadata"];

describe("a session's row", () => {
  it.each(clients)(
    "takes at most 300 bytes, its key and its tag included, for the client %s",
    async (clientId) => {
      const store = createMemoryStore();
      const rows = new Map<string, string>();
      const noting = {
        ...store,
        set: async (key: string, value: string, ttlSeconds: number) => {
          rows.set(key, value);
          await store.set(key, value, ttlSeconds);
        },
      };
      const keys = { keys: createKey().toString("base64"), file: undefined, vaultKey: undefined };
      const ring = await loadKeyRing(keys, async () => Promise.reject(new Error("There is no vault.")));
      const authentic = createAuthenticatingStore(noting, ring);
      const sessions = createSessions(authentic, defaultSessionPolicy, () => Date.now());
      await sessions.create(createSessionId(), { userId, clientId, audience, scopes, roles });
      const row = [...rows].find(([key]) => key.startsWith("session:"))?.join("") ?? "";
      expect(row).toContain(userId);
      expect(Buffer.byteLength(row)).toBeLessThanOrEqual(300);
    },
  );

  const record = {
    userId,
    clientId: "client",
    audienceFingerprint: fingerprint(audience),
    scopes,
    roles,
    accessFingerprint: fingerprint(createOpaqueToken()),
    refreshFingerprint: fingerprint(createOpaqueToken()),
    accessExpiresAt: 1_900_000_000_000,
    endsAt: 1_900_000_600_000,
  };

  it("comes back as it went in", () => {
    expect(fromRow(toRow(record))).toEqual(record);
    expect(fromRow(toRow({ ...record, scopes: [] })).scopes).toEqual([]);
    expect(fromRow(toRow({ ...record, roles: [] })).roles).toEqual([]);
  });

  it("is not written when a field would run into the next one", () => {
    expect(() => toRow({ ...record, clientId: "client\t\tUser.Read\tAuditor" })).toThrow(
      "must not contain tabs",
    );
  });

  it.each([
    "",
    "a\tb",
    `["ada","client"]`,
    toRow(record).replace(/\t[^\t]*$/, "\t!"),
    `${toRow(record)}\tmore`,
  ])("is not read from %j", (row) => expect(() => fromRow(row)).toThrow("another shape"));
});
