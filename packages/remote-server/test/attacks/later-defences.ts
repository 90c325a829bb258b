import type { Defence } from "./defence.ts";

/** Defences against the attacks from 49 on. */
export const laterDefences = {
  "49": { title: "A session can be refreshed only while its user allows it." },
  "50": {
    title:
      "The server redirects an error only to a program on this machine. To a web site, it goes only if the user presses a button.",
  },
  "51-bytes": {
    title: "The body of a call has a maximum size.",
    instead: (guard) => guard.replace("64 *", "64_000 *"),
  },
  "51-parts": { title: "The number of its members and values has a maximum." },
  "53-state": {
    title: "Each part of a question has a maximum size.",
    instead: () => "state: z.string().optional(),",
  },
  "53-record": { title: "A registration as a whole has a maximum size." },
  "53-total": {
    title:
      "The number of records that people without an account can cause is limited. One more record replaces another.",
  },
  "54": {
    title: "Auditors see a client id that an unknown caller chose only as a hash.",
    instead: () => "if (name === undefined) return event;",
  },
  "55-address": { title: "The server counts calls with invalid tokens by address." },
  "55-trail": {
    title: "If the list of latest events is full, the user with the most events loses their oldest one.",
    instead: () => `
      const kept = [];
      const auditTrail = {
        record: (event) => {
          kept.push(event);
          if (kept.length > 1_000) kept.shift();
        },
        recent: () => kept.toReversed(),
        subscribe: () => () => undefined,
      };`,
  },
  "56-name": { title: "The page shows a name only if it contains nothing but a name." },
  "57-embedded": {
    title:
      "A request for one of our pages that does not come from a navigation is refused before it is counted,",
  },
  "57-prefetched": { title: "and so is a prefetched page," },
  "57-forms": { title: "and so is a form of our pages that another page sends." },
  "58-order": {
    title: "The record that leads to a session's other records is deleted last.",
    instead: (guard) => `await sessions.revoke(session.id); ${guard}`,
  },
  "59-code": { title: "A used code ends its session only if its verifier comes with it." },
  "59-token": { title: "To revoke a token, a caller needs the whole token." },
  "60-client": {
    title: "One client may use only a share of the calls that its user may have at the same time,",
  },
  "60-client-streams": { title: "and only a share of the streams." },
  "60-rate": { title: "Opening a stream counts as a call." },
  "60-id": { title: "Two calls at the same time on a stream have different ids." },
  "62": { title: "Only the server that asked a question accepts its answer." },
  "62-tool": { title: "The same is true for a question that a tool asks." },
  "63": { title: "A redirect URI contains no parameter of an answer." },
  "64": {
    title: "A verifier has at least 43 characters.",
    instead: () => "code_verifier: z.string().min(1),",
  },
  "65-network": { title: "Each network may use only a share of the fetches at the same time," },
  "65-host": { title: "and so may each host." },
  "65-room": {
    title: "A new document displaces another document of the same network and host.",
    instead: () => "const [oldest] = [...cache];",
  },
  "65-stale": {
    title: "If all fetches are in use, an older copy of a document is used for up to a day.",
  },
  "80": {
    title:
      "If a client's document supports only a proof of possession, the server does not accept the client without it.",
  },
  "81": {
    title: "A question keeps the first answer of its user.",
    instead: () => "const isOpen = true;",
  },
  "90": {
    title: "If the client can ask the user, it has to ask. The arguments cannot change this.",
    instead: () => "if (!canAsk || input.confirm === true) return goOn;",
  },
  "91": {
    title: "The first use of an answer uses it up.",
    instead: (guard) => guard.replace("store.take(", "store.get("),
  },
  "92": { title: "An answer is valid for the arguments that the user has seen." },
  "93-user": { title: "An answer is valid for the user who was asked." },
  "93-client": { title: "An answer is valid through the client that asked." },
  "94": {
    title: "A tool's question is valid for five minutes, by the clock,",
    instead: (guard) => guard.replace("questionSeconds", "31_536_000"),
  },
  "94-store": {
    title: "and the record expires at the same time.",
    instead: (guard) => guard.replace("questionSeconds", "31_536_000"),
  },
  "95": {
    title: "Only the user's own cache may keep the list of tools.",
    instead: (guard) => guard.replace("private", "public"),
  },
} as const satisfies Record<string, Defence>;
