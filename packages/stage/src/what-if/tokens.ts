import { adaEntraTokens, adaRemote, prepareDirectory, type WhatIf } from "./what-if.ts";

/** What tokens and keys do. */
export const tokenSwitches: readonly WhatIf[] = [
  {
    id: "access-token-expires",
    title: "the access token expires",
    happens:
      "Graph takes no access token that Entra has issued so far. The server gets a new one with its refresh token, and calls Graph again. The user notices nothing.",
    watch:
      "Graph answers 401. The server asks Entra for a token (grant refresh_token). Graph answers the second call. No browser takes part.",
    play: async (scene) => {
      const id = await prepareDirectory(scene);
      await scene.world.entra.expireAccessTokens();
      scene.note("Now: all access tokens have expired. Ada’s client makes the same call.");
      return (await scene.world.connections.callTool(id, "listDirectoryUsers")).said;
    },
  },
  {
    id: "refresh-token-dies",
    title: "the refresh token dies as well",
    happens:
      "Entra takes no refresh token either, as after a new password or a sign-out everywhere. The server cannot help itself. It ends the session, and the user signs in again.",
    watch:
      "Entra answers AADSTS50173. The server answers the client with 401. The client opens a sign-in, and Ada agrees once more.",
    play: async (scene) => {
      const id = await prepareDirectory(scene);
      await scene.world.entra.expireAccessTokens();
      await scene.world.entra.killRefreshTokens();
      scene.note("Now: access tokens and refresh tokens are dead. Ada’s client makes the same call.");
      return (await scene.world.connections.callTool(id, "listDirectoryUsers")).said;
    },
  },
  {
    id: "signing-key-rotates",
    title: "Entra’s signing key rotates",
    happens:
      "Entra signs new tokens with a new key. The server that checks Entra’s tokens does not know this key yet. It fetches the published keys again, finds it, and accepts the token.",
    watch:
      "A new token has another key id. The server fetches Entra’s keys (jwks) before it answers. No setting changes, and no process starts again.",
    play: async ({ world, note }) => {
      note("Before: Ada uses the server that takes Entra’s own tokens.");
      const first = await world.connections.ensure(adaEntraTokens);
      await world.connections.callTool(first, "getUserDetails");
      await world.entra.rotateKeys();
      note(
        "Now: the key has changed. Ada signs out and in again, so that her client has a token of the new key.",
      );
      await world.connections.signOut(first);
      const second = await world.connections.ensure(adaEntraTokens);
      return (await world.connections.callTool(second, "getUserDetails")).said;
    },
  },
  {
    id: "approval-taken-back",
    title: "the user takes the approval back",
    happens:
      "Ada opens the server’s page /consents, signs in, and signs her programs out. Their sessions end at once, in all instances of the server.",
    watch:
      "The browser opens /consents and sends a form. The client’s next call gets 401, although its token has not expired. The server asks Ada anew.",
    play: async ({ world, note }) => {
      note("Before: Ada’s client is signed in.");
      const id = await world.connections.ensure(adaRemote);
      note("Now: Ada opens /consents and takes back what she has allowed.");
      const { origin } = await world.server("remote");
      const count = await world.user("ada").takeBackApprovals(new URL("/consents", origin));
      note(`She has signed out ${count} ${count === 1 ? "program" : "programs"}. Her client makes a call.`);
      return (await world.connections.callTool(id, "getUserDetails")).said;
    },
  },
];
