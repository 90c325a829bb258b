import { type Probe, probes } from "./probes.ts";
import { type Capture, captureOf } from "./redact-capture.ts";
import type { RecordingTarget } from "./target.ts";

const timeLimitSeconds = 30;

/**
 * Runs every probe, one after the other.
 * @throws Error that names the probe and the address, if there is no answer
 */
export async function record(target: RecordingTarget, send: typeof fetch = fetch): Promise<Capture[]> {
  const captures: Capture[] = [];
  for (const probe of probes) {
    const response = await answerTo(probe, target, send);
    captures.push(await captureOf(probe.name, response, target));
  }
  return captures;
}

async function answerTo(probe: Probe, target: RecordingTarget, send: typeof fetch): Promise<Response> {
  const { method, url, form, headers = {} } = probe.request(target);
  try {
    return await send(url, {
      method,
      headers,
      redirect: "manual",
      signal: AbortSignal.timeout(timeLimitSeconds * 1000),
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
    });
  } catch (error) {
    const reason =
      error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : "";
    throw new Error(`${probe.name}: no answer from ${new URL(url).origin} (${reason}).`, { cause: error });
  }
}
