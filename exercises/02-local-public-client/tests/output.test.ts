import { seed } from "@mcp-entra/mock-entra";
import { moveTime } from "@mcp-entra/workshop/attacks";
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
    "Something was written to stdout. Over stdio that is where the protocol runs, and the client drops the connection: use log in place of console.log.",
  ).toEqual([]);
});

test("[2.6] writes nothing to stdout while it is loaded", async () => {
  const { stdout } = captureOutput();
  const { toolNames } = await startSession({ code: await loadAnew() });
  await toolNames();
  expect(
    stdout,
    "Something was written to stdout before the first call: while a file was loaded, or the tool was registered. The client reads it as the first message, and ends the conversation. Take out every console.log that stands outside of a function, too.",
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
    "A token, or a part of one, is in the log, as it is or encoded, or nothing could be logged yet. Logs are copied, mailed and kept for years: write that something has happened, never with what.",
  ).toEqual({ tools: 1, leak: false });
});

test("[2.6] logs no profile", async () => {
  const { stderr, written } = captureOutput();
  const { call, log } = await startSession();
  const { user } = await call();
  const text = [...log, ...stderr, written()].join("\n");
  const { displayName } = seed.users.ada;
  expect(
    { read: user?.["displayName"], logged: text.includes(displayName) },
    "The user's profile is in the log, or it could not be read yet. Names and addresses are personal data, and logs are copied and mailed. Write that the profile was read, and not what is in it.",
  ).toEqual({ read: displayName, logged: false });
});
