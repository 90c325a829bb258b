import type { Target } from "../attack.ts";

export interface OpenStream {
  /** Where the stream's messages are posted to; it holds the id. */
  messageUrl: string;
  close(): void;
}

/** `GET /sse`, as a client of the legacy transport opens it. */
export async function openStream({ endpoints }: Target, accessToken: string): Promise<OpenStream> {
  const controller = new AbortController();
  const { body } = await fetch(endpoints.sse, {
    headers: { authorization: `Bearer ${accessToken}`, accept: "text/event-stream" },
    signal: controller.signal,
  });
  const chunk = await body?.getReader().read();
  const first = Buffer.from(chunk?.value ?? []).toString();
  const path = /^data: (\/message\S+)$/m.exec(first)?.[1];
  if (path === undefined) throw new Error(`The stream did not begin with its endpoint: ${first}`);
  return { messageUrl: endpoints.issuer + path, close: () => controller.abort() };
}
