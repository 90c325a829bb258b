import { z } from "zod";
import type { MockProcess } from "./start-mock.ts";

const directory = z.looseObject({
  applications: z.array(z.looseObject({ appId: z.string(), identifierUris: z.array(z.string()) })),
});

/**
 * Does what an operator does in the portal: makes the server's address an Application ID URI of its
 * registration. The real Entra does not accept localhost there. The demo's mock is started with an option
 * that allows it.
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
