export interface ServerEvent {
  id: string;
  event: string;
  data: string;
}

/** The events of a stream, in order. */
export async function* eventsOf({ body }: Response): AsyncGenerator<ServerEvent> {
  let text = "";
  for await (const chunk of body?.pipeThrough(new TextDecoderStream()) ?? []) {
    const blocks = (text + chunk).split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks.filter((each) => each.startsWith("event")))
      yield { id: field(block, "id"), event: field(block, "event"), data: field(block, "data") };
  }
}

function field(block: string, name: string): string {
  return new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1] ?? "";
}
