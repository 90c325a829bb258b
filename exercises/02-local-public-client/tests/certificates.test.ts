import https from "node:https";
import { syncBuiltinESMExports } from "node:module";
import tls from "node:tls";
import { seed } from "@mcp-entra/mock-entra";
import { expect, onTestFinished, test, vi } from "vitest";
import { useLaxEntra } from "./support/lax-entra.ts";
import { loadAnew, startSession } from "./support/session.ts";

useLaxEntra();

/**
 * Looks until the test ends who turns the checks of certificates off: for the process, for all requests, for an agent or for one
 * request.
 */
function watchCertificates(): () => string[] {
  const found: string[] = [];
  const note = (name: string, values: readonly unknown[]): void => {
    if (values.some((value) => Reflect.get(Object(value), "rejectUnauthorized") === false)) found.push(name);
  };
  const { Agent, get, request, globalAgent } = https;
  const { checkServerIdentity, connect } = tls;
  const { env } = process;
  Object.assign(https, {
    Agent: new Proxy(Agent, {
      construct: (target, values: ConstructorParameters<typeof Agent>) => {
        note("https.Agent", values);
        return new target(...values);
      },
    }),
    get: (...values: Parameters<typeof get>) => {
      note("https.get", values);
      return get(...values);
    },
    request: (...values: Parameters<typeof request>) => {
      note("https.request", values);
      return request(...values);
    },
  });
  Object.assign(tls, {
    connect: (...values: Parameters<typeof connect>) => {
      note("tls.connect", values);
      return connect(...values);
    },
  });
  process.env = new Proxy(env, {
    set: (variables, name, value: string) => {
      if (name === "NODE_TLS_REJECT_UNAUTHORIZED" && value === "0") found.push(name);
      return Reflect.set(variables, name, value);
    },
  });
  syncBuiltinESMExports();
  onTestFinished(() => {
    process.env = env;
    Object.assign(https, { Agent, get, request, globalAgent });
    Object.assign(tls, { checkServerIdentity, connect });
    syncBuiltinESMExports();
  });
  return () => [
    ...found,
    ...(https.globalAgent.options.rejectUnauthorized === false ? ["https.globalAgent"] : []),
    ...(tls.checkServerIdentity === checkServerIdentity ? [] : ["tls.checkServerIdentity"]),
  ];
}

test("[2.1] leaves the checks of certificates on", async () => {
  // Only what the learner's code sets counts.
  vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", undefined);
  onTestFinished(() => void vi.unstubAllEnvs());
  delete https.globalAgent.options.rejectUnauthorized;
  const turnedOff = watchCertificates();
  const { call, person } = await startSession({ code: await loadAnew() });
  await call();
  person.cancels = true;
  await call();
  expect(
    { off: turnedOff() },
    "Your code turned the checks of certificates off, for all connections of the process, or for those of one agent or request. An attacker between this machine and Entra can then read all tokens. Remove NODE_TLS_REJECT_UNAUTHORIZED, rejectUnauthorized and checkServerIdentity from authentication-service.ts and get-user-details-from-graph.ts. If a company's proxy has its own certificates, set NODE_EXTRA_CA_CERTS when you start the process.",
  ).toEqual({ off: [] });
});

test("[2.1] gives the client no secret", async () => {
  const { AuthenticationService } = await loadAnew();
  const deps = { openBrowser: async () => undefined, log: () => undefined };
  const application = { clientId: seed.applications.local.appId, tenantId: seed.tenant.id };
  const { client } = await AuthenticationService.create(application, deps);
  const { auth } = Reflect.get(client, "config") as { auth?: Record<string, unknown> };
  expect(
    { secret: auth?.["clientSecret"] ?? "", assertion: auth?.["clientAssertion"] ?? "" },
    "The client has a secret. Each person who has this program can read the secret, and can then act as your application. A public client has none: remove clientSecret and clientAssertion, in AuthenticationService.create.",
  ).toEqual({ secret: "", assertion: "" });
});
