import type { Wanted } from "../world/connections.ts";
import { adaRemote, type Scene, type WhatIf } from "./what-if.ts";

const wrongSecret = "workshop-only-not-the-right-secret";
const graceRemote: Wanted = { ...adaRemote, user: "grace" };

/** What happens to the server itself. */
export const serverSwitches: readonly WhatIf[] = [
  {
    id: "secret-wrong",
    title: "the server’s secret is wrong",
    happens:
      "The server starts again with a client secret that Entra does not know. Users come as far as Entra and back. Then the server cannot exchange the code, and the sign-in fails.",
    watch:
      "Entra answers the server’s request at /token with AADSTS7000215. The browser goes back to the client with an error and without a code.",
    play: async ({ world, note }) => {
      const server = await world.server("remote");
      await server.restart({ AZURE_CLIENT_SECRET: wrongSecret });
      note("Now: the server runs with a wrong secret. Grace signs in.");
      try {
        await world.connections.connect(graceRemote);
      } catch (error) {
        return `As expected, Grace was not signed in: ${error instanceof Error ? error.message : String(error)}`;
      }
      throw new Error("The sign-in has worked, although the secret is wrong.");
    },
    undo: { label: "Use the right secret", run: rightSecret },
  },
  {
    id: "server-restarts",
    title: "the server is killed, and started again",
    happens:
      "The server’s process is killed without a warning, and another one starts. Sessions are in an encrypted store on the disk, so no user has to sign in again.",
    watch:
      "After the start, the client calls a tool with the same token as before. The answer is 200. No browser takes part.",
    play: async ({ world, note }) => {
      note("Before: Ada’s client is signed in.");
      const id = await world.connections.ensure(adaRemote);
      const server = await world.server("remote");
      await server.kill();
      note("Now: the server is gone. Another process starts with the same store and the same key.");
      await server.restart();
      note("It runs. Ada’s client makes a call with the token that it had.");
      return (await world.connections.callTool(id, "getUserDetails")).said;
    },
  },
];

async function rightSecret({ world, note }: Scene): Promise<string> {
  const server = await world.server("remote");
  await server.restart();
  note("The server runs with the right secret again.");
  return "The server runs with the right secret again.";
}
