import type { DefenceId } from "@mcp-entra/workshop/weakening";

/** One attack of docs/threat-model.md, as it is played on the stage. */
export interface Piece {
  id: string;
  title: string;
  /** What the attacker wants. */
  goal: string;
  /** Its number in the threat model, and the name of one of its attempts. */
  attack: number;
  attempt: string;
  /** What the weakened server lacks. Nothing else is different. */
  without: DefenceId;
}

export const pieces: readonly Piece[] = [
  {
    id: "code-stolen",
    title: "A code is stolen, and the server does not check PKCE",
    goal: "The attacker has read Ada’s code on its way to her client. The attacker wants to exchange it for tokens, and act as Ada.",
    attack: 30,
    attempt: "a guessed verifier",
    without: "30-verifier",
  },
  {
    id: "confused-deputy",
    title: "The confused deputy",
    goal: "Ada has allowed one client. The attacker wants her approval to count for the attacker’s client, too. The server then acts for the wrong party.",
    attack: 21,
    attempt: "the attacker's client after a trusted one",
    without: "21",
  },
  {
    id: "token-passthrough",
    title: "Token passthrough",
    goal: "The attacker has a token of Ada’s for another API. The attacker wants to use it at this server, for which it was not issued.",
    attack: 103,
    attempt: "another API",
    without: "103-audience",
  },
  {
    id: "refresh-token-stolen",
    title: "A refresh token is stolen",
    goal: "The attacker has a copy of the refresh token of Ada’s client. The attacker wants a session that lasts, while Ada goes on with her work.",
    attack: 33,
    attempt: "the thief comes first, then the client",
    without: "33-family",
  },
  {
    id: "another-session",
    title: "Another user’s session",
    goal: "Grace has found the id of Ada’s stream in a log. She wants to put messages of her own into Ada’s stream.",
    attack: 39,
    attempt: "with the attacker's token",
    without: "39",
  },
  {
    id: "mix-up",
    title: "Mix-up of two authorization servers",
    goal: "Ada’s client uses our server and a server of the attacker’s. The attacker wants the client to take our answer for theirs: it then sends our code to the attacker.",
    attack: 42,
    attempt: "a code",
    without: "42",
  },
  {
    id: "open-redirect",
    title: "Open redirect",
    goal: "The attacker wants a link that begins with our server’s address, and leads to the attacker’s page.",
    attack: 50,
    attempt: "another response type",
    without: "50",
  },
  {
    id: "forged-token",
    title: "A forged Entra token",
    goal: "The attacker writes a token in Ada’s name. The attacker has no key of Entra’s, and wants the server to believe the token.",
    attack: 101,
    attempt: "a signature that does not fit",
    without: "101-signature",
  },
];
