/**
 * The proofs run in two lanes at the same time, each proof after the other in its lane: so two cores have something to do. In
 * “services” are those that wait for other programs much of the time: Redis, the keyring, servers that are killed, libraries that
 * poll. A new proof is in “rest” unless its path is added here.
 */
export const lanes = ["services", "rest"] as const;
export type Lane = (typeof lanes)[number];

const services = [
  "clients/*.proof.ts",
  "src/instances/**/*.proof.ts",
  "src/local/crash.proof.ts",
  "src/local/keyring.proof.ts",
  "src/many-sessions.proof.ts",
  "src/mock-state.proof.ts",
  "src/process-ends.proof.ts",
];
const all = ["src/**/*.proof.ts", "clients/*.proof.ts"];

/** For vitest. Without a lane: all proofs. */
export function laneFiles(lane: string | undefined): { include: string[]; exclude?: string[] } {
  if (lane === undefined) return { include: all };
  return lane === "services" ? { include: services } : { include: all, exclude: services };
}
