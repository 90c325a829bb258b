import type { Target } from "../attack.ts";

export interface OpenStream {
  /** The address for messages to the stream. It contains the stream's id. */
  messageUrl: string;
  /** Reads the next message of the stream. */
  next(): Promise<unknown>;
  close(): void;
}

/** `GET /sse`, as a client of the legacy transport sends it. */
export async function openStream({ endpoints }: Target, accessToken: string): Promise<OpenStream> {
  const controller = new AbortController();
  const { body } = await fetch(endpoints.sse, {
    headers: { authorization: `Bearer ${accessToken}`, accept: "text/event-stream" },
    signal: controller.signal,
  });
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  let unread = "";
  const nextData = async (): Promise<string> => {
    while (true) {
      const event = /^event: \w+\r?\ndata: (.+)\r?\n\r?\n/m.exec(unread);
      if (event !== null) {
        unread = unread.slice(event.index + event[0].length);
        return event[1] ?? "";
      }
      const chunk = await reader?.read();
      if (chunk?.value === undefined) throw new Error(`The stream has ended with: ${unread}`);
      unread += chunk.value;
    }
  };
  const path = await nextData();
  if (!path.startsWith("/message?")) throw new Error(`The stream did not begin with its endpoint: ${path}`);
  return {
    messageUrl: endpoints.issuer + path,
    next: async () => JSON.parse(await nextData()) as unknown,
    close: () => controller.abort(),
  };
}
