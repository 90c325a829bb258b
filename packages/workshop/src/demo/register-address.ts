import { z } from "zod";
import type { MockProcess } from "./start-mock.ts";

const directory = z.looseObject({
  applications: z.array(z.looseObject({ appId: z.string(), identifierUris: z.array(z.string()) })),
});

/**
 * What an operator does in the portal: makes the server's address an Application ID URI of its registration. The real Entra takes no
 * localhost there; the demo's mock is started so that it does.
 */
export async function registerAddress(
  { controlUrl }: MockProcess,
  appId: string,
  address: string,
): Promise<void> {
  const url = `${controlUrl}/_mock/directory`;
  const headers = { "x-mock-entra-control": "1", "content-type": "application/json" };
  const current = directory.parse(await (await fetch(url, { headers })).json());
  current.applications.find((each) => each.appId === appId)?.identifierUris.push(address);
  const response = await fetch(url, { method: "PUT", headers, body: JSON.stringify(current) });
  if (!response.ok) throw new Error(`The address could not be registered: ${await response.text()}`);
}
