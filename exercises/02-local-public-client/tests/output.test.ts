import { seed } from "@mcp-entra/mock-entra";
import { moveTime, recordEnvironment } from "@mcp-entra/workshop/attacks";
import { expect, test } from "vitest";
import { useLaxEntra } from "./support/lax-entra.ts";
import { captureOutput, loadAnew, startSession } from "./support/session.ts";
import { holdsToken } from "./support/tokens.ts";

const entra = useLaxEntra();

test("[2.6] writes nothing to stdout", async () => {
  const { stdout } = captureOutput();
  const { call, person } = await startSession();
  await call();
  person.cancels = true;
  entra.revokeSessions(seed.users.ada.id);
  moveTime(2 * 60 * 60);
  await call();
  expect(
    stdout,
    "Your code wrote to stdout. Over stdio, the client reads stdout as protocol messages, and closes the connection at other text. Use log in place of console.log, in authentication-service.ts and get-user-details-from-graph.ts.",
  ).toEqual([]);
});

test("[2.6] writes nothing to stdout while it is loaded", async () => {
  const { stdout } = captureOutput();
  const { toolNames } = await startSession({ code: await loadAnew() });
  await toolNames();
  expect(
    stdout,
    "Your code wrote to stdout before the first call: when a file was loaded, or when the tool was registered. The client reads this text as the first message, and closes the connection. Remove each console.log, also outside of functions, in authentication-service.ts and get-user-details-from-graph.ts.",
  ).toEqual([]);
});

test("[2.6] logs no token", async () => {
  const { stderr, written } = captureOutput();
  const { call, acquireToken, log, toolNames, person } = await startSession();
  await call();
  const first = await acquireToken();
  moveTime(2 * 60 * 60);
  const second = await acquireToken();
  person.cancels = true;
  entra.revokeSessions(seed.users.ada.id);
  moveTime(2 * 60 * 60);
  await call();
  const text = [...log, ...stderr, written()].join("\n");
  expect(
    {
      tools: (await toolNames()).length,
      leak: holdsToken(text, first.token) || holdsToken(text, second.token),
    },
    "A token, or a part of one, is in the log, as plain text or encoded. (Or the tool does not work yet.) Many people read logs, and logs are kept for years. Log what happened, and no part of a token, in authentication-service.ts and get-user-details-from-graph.ts.",
  ).toEqual({ tools: 1, leak: false });
});

test("[2.6] logs no profile", async () => {
  const { stderr, written } = captureOutput();
  const environment = recordEnvironment();
  const { call, log } = await startSession();
  const { user } = await call();
  // From now on, the user signs in again.
  entra.revokeSessions(seed.users.ada.id);
  moveTime(2 * 60 * 60);
  await call();
  const text = [...log, ...stderr, written(), environment()].join("\n").toLowerCase();
  const { displayName, userPrincipalName } = seed.users.ada;
  const personal = [displayName, userPrincipalName].filter((each) => text.includes(each.toLowerCase()));
  expect(
    { read: user?.["displayName"], logged: personal },
    user === undefined
      ? "The tool did not answer with the profile, so this test cannot look for it in the log. Its answer is below. Make it answer first."
      : "The user's name or address is in the log, on stderr, in a file or in process.env. Both are personal data, and many people read logs. Log that the user signed in, or that the tool read the profile, and not who it is, in authentication-service.ts and get-user-details-from-graph.ts. Leave piiLoggingEnabled off, if MSAL logs.",
  ).toEqual({ read: displayName, logged: [] });
});
