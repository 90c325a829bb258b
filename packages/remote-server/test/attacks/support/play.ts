import { endpointsAt } from "../../../src/auth/rules/endpoints.ts";
import type { Attempt, Target, Tell, Verdict } from "../attack.ts";
import type { Site } from "./site.ts";
import type { World } from "./world.ts";

/** A server for an attack, in this process or in another one. */
export interface RemoteControl extends Pick<
  Target,
  "moveTime" | "changeIdTokens" | "useInternet" | "readRecords" | "writeRecord" | "breakStore" | "mendStore"
> {
  publicUrl: string;
  /** @returns the sister's public address. */
  openSister(): Promise<string>;
}

/**
 * Plays one attempt, and then removes everything that the attempt has opened.
 *
 * @param tell gets each step of the attempt.
 */
export async function play(
  attempt: Attempt,
  world: World,
  server: RemoteControl,
  tell: Tell = () => undefined,
): Promise<Verdict> {
  const sites: Site[] = [];
  try {
    return await attempt.play({
      ...server,
      endpoints: endpointsAt(server.publicUrl),
      forge: world.forge,
      keyRequests: () => world.keyRequests(),
      openSister: async () => endpointsAt(await server.openSister()),
      openSite: async (answer) => {
        const site = await world.openSite(answer);
        sites.push(site);
        return site;
      },
      tell,
    });
  } finally {
    await Promise.all(sites.map(async (site) => site.close()));
  }
}
