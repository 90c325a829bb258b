import type { RawExchange, RawMessage } from "./raw-exchange.ts";
import type { SecretBook } from "./secret-book.ts";
import { parameterKinds } from "./secret-kinds.ts";

/** Gives a value that the mock's trace hides the label that the same value has in other exchanges. */
export function withLabels(exchange: RawExchange, book: SecretBook): RawExchange {
  const labels = (exchange.known?.fingerprints ?? []).map(({ side, name, fingerprint }) => ({
    side,
    name,
    label: book.expect(parameterKinds[name] ?? "token", fingerprint).label,
  }));
  if (labels.length === 0) return exchange;
  const ofRequest = labelling(labels.filter(({ side }) => side === "request"));
  const ofAnswer = labelling(labels.filter(({ side }) => side === "answer"));
  return {
    ...exchange,
    url: ofRequest(exchange.url),
    request: inMessage(exchange.request, ofRequest),
    response: { status: exchange.response.status, ...inMessage(exchange.response, ofAnswer) },
  };
}

type Change = (text: string) => string;

function labelling(labels: readonly { name: string; label: string }[]): Change {
  return (text) =>
    labels.reduce(
      (result, { name, label }) =>
        result.replace(new RegExp(`(?<!\\w)(${name}"?[=:]"?)REDACTED`), (_, field: string) => field + label),
      text,
    );
}

function inMessage({ headers, body, ...more }: RawMessage, change: Change): RawMessage {
  return {
    ...more,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        typeof value === "string" ? change(value) : value,
      ]),
    ),
    body: body === null ? null : change(body),
  };
}
