import { globalAgent } from "node:https";
import { expect, onTestFinished, test, vi } from "vitest";
import { useLaxEntra } from "./support/lax-entra.ts";
import { loadAnew, startSession } from "./support/session.ts";

useLaxEntra();

test("[2.1] leaves the checks of certificates on", async () => {
  // Only what the learner's code sets counts.
  vi.stubEnv("NODE_TLS_REJECT_UNAUTHORIZED", undefined);
  onTestFinished(() => void vi.unstubAllEnvs());
  delete globalAgent.options.rejectUnauthorized;
  const { call, person } = await startSession({ code: await loadAnew() });
  await call();
  person.cancels = true;
  await call();
  const isOff = process.env["NODE_TLS_REJECT_UNAUTHORIZED"] === "0";
  expect(
    { off: isOff || globalAgent.options.rejectUnauthorized === false },
    "Your code turned the checks of certificates off, for all connections of the process. An attacker between this machine and Entra can then read all tokens. Remove NODE_TLS_REJECT_UNAUTHORIZED and rejectUnauthorized from authentication-service.ts and get-user-details-from-graph.ts. If a company's proxy has its own certificates, set NODE_EXTRA_CA_CERTS when you start the process.",
  ).toEqual({ off: false });
});
