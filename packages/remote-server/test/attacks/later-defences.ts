import type { Defence } from "./defence.ts";

/** Those of the attacks from 49 on. */
export const laterDefences = {
  "49": { title: "A session is prolonged only while its user allows it." },
  "50": {
    title: "An error goes by redirect to a program on this machine only; to a site when the user wants to.",
  },
  "51-bytes": {
    title: "The body of a call has a maximum size.",
    instead: (guard) => guard.replace("64 *", "64_000 *"),
  },
  "51-parts": { title: "So has the number of its members and values." },
  "53-state": {
    title: "Each part of a question has a size.",
    instead: () => "state: z.string().optional(),",
  },
  "53-record": { title: "A registration has a size in all." },
  "53-total": {
    title: "What strangers keep in the store has a total; what is one too many takes the place of another.",
  },
  "54": {
    title: "A client id of a stranger's own is shown to auditors as a hash.",
    instead: () => "if (name === undefined) return event;",
  },
  "55-address": { title: "Calls with bad tokens are counted by address." },
  "55-trail": {
    title: "Of the latest events, those make room of whom there are most.",
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
  "56-name": { title: "A name is shown if it is one, and nothing but a name." },
  "57-embedded": {
    title: "A page of ours that is asked for as anything but a page is refused before it is counted,",
  },
  "57-prefetched": { title: "and one that is fetched before anybody wants it," },
  "57-forms": { title: "and a form of our pages that another page sends." },
  "58-order": {
    title: "What leads to a session's records is deleted last.",
    instead: (guard) => `await sessions.revoke(session.id); ${guard}`,
  },
  "59-code": { title: "A used code ends its session only together with its verifier." },
  "59-token": { title: "A token is revoked by who holds all of it." },
  "60-client": { title: "One client has a share of the calls that its user may have under way," },
  "60-client-streams": { title: "and of the streams." },
  "60-rate": { title: "Opening a stream counts as a call." },
  "60-id": { title: "Of two calls under way on a stream, each has an id of its own." },
  "62": { title: "A question is answered at the server that asked it." },
  "62-tool": { title: "So is one that is asked before a tool does something." },
  "63": { title: "A redirect URI has no parameter of an answer in it." },
  "64": {
    title: "A verifier has 43 characters at least.",
    instead: () => "code_verifier: z.string().min(1),",
  },
  "65-network": { title: "Each network has a share of the documents that are fetched at the same time," },
  "65-host": { title: "and so has each host." },
  "65-room": {
    title: "A document makes room for another one of the same network and host.",
    instead: () => "const [oldest] = [...cache];",
  },
  "65-stale": {
    title: "A document that cannot be asked for again for lack of a place is used for a day.",
  },
  "80": {
    title: "A client whose document offers no method but proofs of possession is not let in without one.",
  },
  "81": {
    title: "A question keeps the answer that its user gave first.",
    instead: () => "const isOpen = true;",
  },
  "90": {
    title: "Where the client can ask the user, it is asked, whatever the arguments say.",
    instead: () => "if (!canAsk || input.confirm === true) return goOn;",
  },
  "91": {
    title: "An answer is used up when it comes.",
    instead: (guard) => guard.replace("store.take(", "store.get("),
  },
  "92": { title: "An answer is good for the arguments that the user has seen." },
  "93-user": { title: "An answer is good for the user who was asked." },
  "93-client": { title: "An answer is good through the client that asked." },
  "94": {
    title: "A question about a tool is good for five minutes, by the clock,",
    instead: (guard) => guard.replace("questionSeconds", "31_536_000"),
  },
  "94-store": {
    title: "and its record with it.",
    instead: (guard) => guard.replace("questionSeconds", "31_536_000"),
  },
  "95": {
    title: "A list of tools is for its user alone to keep.",
    instead: (guard) => guard.replace("private", "public"),
  },
} as const satisfies Record<string, Defence>;
