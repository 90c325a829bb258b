import {
  callGraph,
  createGraphClient,
  createProfileCache,
  getUserDetails,
  type GraphAccess,
  listDirectoryUsers,
  sendMailToSelf,
  type UserDetails,
} from "@mcp-entra/auth-core";
import { seed } from "@mcp-entra/mock-entra";
import { useMockEntra } from "@mcp-entra/mock-entra/vitest";
import { beforeEach, expect, test } from "vitest";
import { config, signInAda } from "../test/support/signed-in-user.ts";

const entra = useMockEntra();
let access: GraphAccess;
beforeEach(async () => {
  entra.setLifetimes(config.clientId, { devicePollingIntervalSeconds: 0.05 });
  entra.directory.grantAdminConsent({
    application: config.clientId,
    scopes: ["User.ReadBasic.All", "Mail.Send"],
  });
  access = { baseUrl: config.graphBaseUrl, ...(await signInAda()) };
});

test("Graph, as the user who has signed in", async () => {
  // #region getUserDetails
  const ada = await getUserDetails(access);
  expect(ada.displayName).toBe("Ada Lovelace");
  // #endregion
  // #region callGraph
  const { value: groups } = await callGraph(access, async (graph) => graph.api("/me/memberOf").get());
  // #endregion
  expect(groups).not.toEqual([]);
  // #region createGraphClient
  const graph = createGraphClient(access);
  expect(await graph.api("/me").select("id").get()).toMatchObject({ id: ada.id });
  // #endregion
});

test("people, page by page", async () => {
  // #region listDirectoryUsers
  const first = await listDirectoryUsers(access, { pageSize: 2 });
  const next = await listDirectoryUsers(access, { pageSize: 2, cursor: first.nextCursor });
  expect([first.users.length, next.users.length]).toEqual([2, 1]);
  // #endregion
});

test("a mail to oneself", async () => {
  // #region sendMailToSelf
  const { sentTo } = await sendMailToSelf(access, { subject: "Reminder", body: "Water the plants." });
  // #endregion
  expect(sentTo).toBe(seed.users.ada.userPrincipalName);
});

test("a profile that is kept for a minute", async () => {
  const session = { id: "a session's id", roles: [] };
  // #region createProfileCache
  const profiles = createProfileCache<UserDetails>(() => Date.now());
  const load = async (signal: AbortSignal) => getUserDetails({ ...access, signal });
  const first = await profiles.get(session, load, AbortSignal.timeout(30_000));
  const second = await profiles.get(session, load, AbortSignal.timeout(30_000)); // without a request
  // #endregion
  expect(second).toBe(first);
});
