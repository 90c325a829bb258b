import { type AuditEvent, ConfigurationError } from "@mcp-entra/auth-core";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { describe, expect, it } from "vitest";
import { AuthenticationService } from "../src/index.ts";
import { prepareService } from "../src/prepare-service.ts";
import { answerRequestsTo } from "./support/answer-requests-to.ts";
import { createTemporaryCache, entraConfig } from "./support/temporary-cache.ts";

useMockEntra();
const discovery = "/.well-known/openid-configuration";

function prepare(changes: { tenantId?: string; keyFile?: string } = {}) {
  const { config } = createTemporaryCache();
  const events: AuditEvent[] = [];
  const lines: string[] = [];
  const service = prepareService(
    {
      entra: { ...entraConfig, ...(changes.tenantId && { tenantId: changes.tenantId }) },
      logLevel: "warn",
      signInOption: "auto",
      tokenCache: changes.keyFile
        ? { ...config, keyFile: changes.keyFile }
        : { ...config, keyFile: undefined, mode: "memory" },
      brokerFolder: undefined,
    },
    {},
    {
      recordEvent: (event) => events.push(event),
      log: () => undefined,
      writeLine: (line) => lines.push(line),
    },
  );
  return { service, lines };
}

describe("Entra out of reach at the start", () => {
  it.each([
    ["no server answers", () => Response.error()],
    ["it has an outage", () => new Response("Service Unavailable", { status: 503 })],
    ["it is throttling", () => new Response("", { status: 429, headers: { "retry-after": "30" } })],
    ["something else answers", () => new Response("<h1>Welcome to our guest network</h1>")],
  ])("is said, and looked for again by the next call, when %s", async (_, answer) => {
    const { service, lines } = prepare();
    answerRequestsTo(discovery, answer, { times: 2 });
    await service.check();
    expect(lines).toEqual([expect.stringMatching(/^WARNING: AZURE_AUTHORITY_HOST is .* no need to restart/)]);
    await expect(service.get()).rejects.toMatchObject({ code: "authority_unreachable" });
    expect(await service.get()).toBeInstanceOf(AuthenticationService);
    await service.close();
  });

  it("is asked once when it answers, and the calls after that have its answer", async () => {
    const { service, lines } = prepare();
    await service.check();
    answerRequestsTo(discovery, () => Response.error());
    expect(await service.get()).toBe(await service.get());
    expect(lines).toEqual([expect.stringContaining("tokens are kept in memory only")]);
  });
});

describe("what no waiting will mend", () => {
  it("is an error of the start: a tenant that Entra does not know", async () => {
    const { service } = prepare({ tenantId: "3f2c6a1e-7b84-4d59-9e0a-5c1d8b7f2e64" });
    await expect(service.check()).rejects.toThrow("AADSTS90002");
  });

  it("is an error of the start: a key that cannot be used, whether or not Entra answers", async () => {
    const { service } = prepare({ keyFile: "/no/such/key" });
    answerRequestsTo(discovery, () => Response.error());
    await expect(service.check()).rejects.toBeInstanceOf(ConfigurationError);
  });
});
