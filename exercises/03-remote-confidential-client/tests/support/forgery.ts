import { seed } from "@mcp-entra/mock-entra";
import { clients } from "./test-server.ts";

/**
 * What an attacker makes of a value: shorter, longer, in other letters, and with other contents where it can be read. None of these
 * is the value itself.
 */
export function forgeriesOf(value: string): string[] {
  const middle = Math.floor(value.length / 2);
  const cases = value.replaceAll(/[a-z]/gi, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
  const plain = [
    value.slice(0, -1),
    value.slice(0, middle),
    `${value}x`,
    `${value.slice(0, middle)}${value[middle] === "A" ? "B" : "A"}${value.slice(middle + 1)}`,
    cases,
  ];
  return [...new Set([...rewritten(value), ...plain])].filter(
    (forgery) => forgery !== value && forgery !== "",
  );
}

/** With another person, client, address or end, one at a time, part by part: `a.b.c` has three. */
function rewritten(value: string): string[] {
  return changes.flatMap((change) => {
    const parts = value.split(".").map((part) => rewrittenPart(part, change));
    const whole = parts.join(".");
    if (whole === value) return [];
    const unsigned = [Buffer.from('{"alg":"none"}').toString("base64url"), parts[1] ?? "", ""].join(".");
    return parts.length === 3 ? [whole, unsigned] : [whole];
  });
}

function rewrittenPart(part: string, change: (text: string) => string): string {
  for (const encoding of ["base64url", "hex"] as const) {
    const text = Buffer.from(part, encoding).toString();
    if (/^[[{"]/.test(text)) return Buffer.from(change(text)).toString(encoding);
  }
  return part;
}

const { ada, grace } = seed.users;
const [first = "", second = ""] = clients.editor.redirect_uris;

const changes: ((text: string) => string)[] = [
  (text) => text.replaceAll(ada.id, grace.id),
  (text) => text.replaceAll(ada.userPrincipalName, grace.userPrincipalName),
  (text) => text.replaceAll(`"${clients.editor.client_id}"`, `"${clients.other.client_id}"`),
  (text) => text.replaceAll(first, `${first}/of-an-attacker`).replaceAll(second, `${second}/of-an-attacker`),
  (text) => text.replaceAll('["User.Read"', '["Mail.Send","User.Read"'),
  (text) => text.replaceAll(/("(?:exp|expiresAt|expires|ends|until)":)(\d+)/g, "$12$2"),
];
