import { z } from "zod";
import { commandMock } from "./command-mock.ts";
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
  const current = directory.parse(await commandMock(controlUrl, "GET", "directory"));
  current.applications.find((each) => each.appId === appId)?.identifierUris.push(address);
  await commandMock(controlUrl, "PUT", "directory", current);
}
