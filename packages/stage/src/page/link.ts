import type { Entries, Hello, StageState } from "../protocol.ts";

export interface LinkListener {
  hello: (hello: Hello) => void;
  entries: (run: string, entries: Entries) => void;
  state: (state: StageState) => void;
  lost: () => void;
}

export type Post = (path: string, body: unknown) => Promise<unknown>;

/**
 * Connects the page to the stage's server. The browser reconnects by itself and sends the id of its last event (`Last-Event-ID`), so that
 * no event is missed. After a restart, the stage has a new token, which its first event contains.
 */
export function openLink(listener: LinkListener): Post {
  const source = new EventSource("/events");
  let token = "";
  let run = "";
  source.addEventListener("hello", ({ data }) => {
    const hello: Hello = JSON.parse(data);
    ({ token, run } = hello);
    listener.hello(hello);
  });
  source.addEventListener("entries", ({ data }) => listener.entries(run, JSON.parse(data)));
  source.addEventListener("state", ({ data }) => listener.state(JSON.parse(data)));
  source.addEventListener("error", () => listener.lost());
  return async (path, body) => {
    const response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json", "x-stage-token": token },
      body: JSON.stringify(body),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(errorIn(answer));
    return answer;
  };
}

function errorIn(answer: unknown): string {
  const error = typeof answer === "object" && answer !== null && "error" in answer ? answer.error : undefined;
  return typeof error === "string" ? error : "The stage could not do that.";
}
