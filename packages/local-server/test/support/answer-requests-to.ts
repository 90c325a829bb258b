import { onTestFinished, vi } from "vitest";

/** Answers requests to addresses that contain `part`, in place of Entra or Graph. It ends with the running test. */
export function answerRequestsTo(
  part: string,
  answer: () => Response,
  options: { times?: number } = {},
): void {
  const { fetch } = globalThis;
  let left = options.times ?? Number.POSITIVE_INFINITY;
  vi.stubGlobal("fetch", async (...[input, init]: Parameters<typeof fetch>) => {
    const address = input instanceof Request ? input.url : input.toString();
    if (left === 0 || !address.includes(part)) return fetch(input, init);
    left -= 1;
    return answer();
  });
  onTestFinished(() => void vi.unstubAllGlobals());
}
