import { z } from "zod";

const record = z.object({ key: z.string(), value: z.string(), ttlSeconds: z.number() });
const addresses = z.array(z.string()).readonly();

/** The commands for a server process. The process answers when a command is done. */
export const command = z.discriminatedUnion("do", [
  /** A new server, which replaces the last one. */
  z.object({ do: z.literal("start") }),
  z.object({ do: z.literal("open-sister") }),
  z.object({ do: z.literal("move-time"), seconds: z.number() }),
  z.object({ do: z.literal("read-records") }),
  z.object({ do: z.literal("write-record"), record }),
  z.object({ do: z.literal("break-store"), writes: z.number() }),
  z.object({ do: z.literal("mend-store") }),
  z.object({ do: z.literal("change-id-tokens"), claims: z.record(z.string(), z.string()).readonly() }),
  z.object({
    do: z.literal("use-internet"),
    internet: z.object({
      names: z.record(z.string(), z.object({ first: addresses, later: addresses })).readonly(),
      hosts: z.record(z.string(), z.number()).readonly(),
    }),
  }),
]);

export type Command = z.input<typeof command>;

export const answer = z.union([
  /**
   * @param publicUrl the address of the server, or of its sister after `open-sister`; empty without a server. @param listensAt the address
   * for a proxy. @param records the answer to `read-records`.
   */
  z.object({ publicUrl: z.string(), listensAt: z.string(), records: z.array(record).readonly() }),
  z.object({ failure: z.string() }),
]);

export type Answer = z.output<typeof answer>;
