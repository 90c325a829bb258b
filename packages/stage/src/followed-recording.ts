import type { Hop, Note, Recorder, RecorderEvent } from "@mcp-entra/workshop/recording";
import { z } from "zod";

/** The recording of another process. */
export interface FollowedRecording extends Pick<Recorder, "subscribe" | "recording"> {
  /** @param message an event of that process's recorder. Another message is ignored. */
  take(message: unknown): void;
}

const isObject = (value: unknown): boolean => typeof value === "object" && value !== null;
const recorderEvent = z.union([
  z.object({ sequence: z.number(), hop: z.custom<Hop>(isObject) }),
  z.object({ sequence: z.number(), note: z.custom<Note>(isObject), index: z.number() }),
]);

/** Keeps the newest state of each hop and note. Pages can subscribe as to the recorder itself. */
export function followRecording(title: string, startedAt: string): FollowedRecording {
  const latest = new Map<string, RecorderEvent>();
  const listeners = new Set<(event: RecorderEvent) => void>();
  const inOrder = (): RecorderEvent[] =>
    [...latest.values()].toSorted((one, other) => one.sequence - other.sequence);
  return {
    take: (message) => {
      const event = recorderEvent.safeParse(message).data;
      if (event === undefined) return;
      latest.set("hop" in event ? `hop ${event.hop.id}` : `note ${event.index}`, event);
      for (const listener of listeners) listener(event);
    },
    subscribe: (after, listener) => {
      for (const event of inOrder()) if (event.sequence > after) listener(event);
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    recording: () => ({
      version: 1,
      title,
      startedAt,
      hops: inOrder()
        .flatMap((event) => ("hop" in event ? [event.hop] : []))
        .toSorted((one, other) => one.id - other.id),
      notes: inOrder()
        .flatMap((event) => ("note" in event ? [event] : []))
        .toSorted((one, other) => one.index - other.index)
        .map(({ note }) => note),
    }),
  };
}
