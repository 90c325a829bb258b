import type { MockEntra } from "../../../packages/mock-entra/src/index.ts";

/** Lets the mock's msw handlers answer a request, as msw's own `getResponse` does. It intercepts nothing. */
export const useInProcess = async (entra: MockEntra, request: Request): Promise<Response | undefined> => {
  for (const handler of entra.handlers) {
    const result = await handler.run({ request, requestId: crypto.randomUUID() });
    if (result?.response) return result.response;
  }
  return undefined;
};
