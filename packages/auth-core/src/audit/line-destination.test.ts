import { EventEmitter } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createLineDestination } from "./line-destination.ts";

/** Replaces stderr. Its reader takes data only when the test says so. */
function createStream() {
  const written: string[] = [];
  const taken: (() => void)[] = [];
  const stream = Object.assign(new EventEmitter(), {
    writableLength: 0,
    write: (text: string, done: () => void) => {
      written.push(text);
      taken.push(done);
    },
  });
  return { stream, written, taken };
}

describe("lines for a log", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("are written together, a tenth of a second after the first", async () => {
    const { stream, written } = createStream();
    const { write } = createLineDestination(stream);
    write("one\n");
    write("two\n");
    await vi.advanceTimersByTimeAsync(99);
    expect(written).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(written).toEqual(["one\ntwo\n"]);
  });

  it("are written at once when they are many", () => {
    const { stream, written } = createStream();
    const { write } = createLineDestination(stream);
    for (let line = 0; line < 5; line += 1) write(`${"x".repeat(1_000)}\n`);
    expect(written).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("are written at the end, which waits until the reader has taken them", () => {
    const { stream, written, taken } = createStream();
    const { write, flush } = createLineDestination(stream);
    const done = vi.fn<() => void>();
    write("last words\n");
    flush(done);
    expect(written).toEqual(["last words\n"]);
    expect(done).not.toHaveBeenCalled();
    taken[0]?.();
    expect(done).toHaveBeenCalledOnce();
  });

  it("are lost, and memory is not, when no reader takes them", () => {
    const { stream, written } = createStream();
    const { write, flush } = createLineDestination(stream);
    stream.writableLength = 9 * 1_024 * 1_024;
    write("lost\n");
    flush();
    expect(written).toEqual([""]);
    stream.writableLength = 0;
    write("heard\n");
    flush();
    expect(written).toEqual(["", "heard\n"]);
  });

  it("stop nothing when their reader has gone", () => {
    const { stream } = createStream();
    createLineDestination(stream);
    expect(() => stream.emit("error", new Error("EPIPE"))).not.toThrow();
  });
});
