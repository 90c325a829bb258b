import { createMockEntra, seed } from "../../../packages/mock-entra/src/index.ts";
import { useInProcess } from "./use-in-process.ts";

/** Runs in a separate process: a new mock issues its first token. Sends the milliseconds that this took. */
const { appId, secret } = seed.applications.remote;
const started = performance.now();
const response = await useInProcess(
  createMockEntra(),
  new Request(`https://login.microsoftonline.com/${seed.tenant.id}/oauth2/v2.0/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: appId,
      client_secret: secret,
      scope: `${appId}/.default`,
    }),
  }),
);
const milliseconds = performance.now() - started;
if (response?.status !== 200) throw new Error(`The mock answered ${response?.status} instead of a token.`);
process.send?.(milliseconds);
