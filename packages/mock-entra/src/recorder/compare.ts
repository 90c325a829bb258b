import type { Capture } from "./redact-capture.ts";

/** One difference between two answers to the same request. */
export interface Difference {
  probe: string;
  at: string;
  recorded: unknown;
  mock: unknown;
}

/** Field by field. A field that only one answer has is `undefined` in the other. */
export function compareCaptures(recorded: readonly Capture[], mock: readonly Capture[]): Difference[] {
  return [...new Set([...recorded, ...mock].map(({ probe }) => probe))].flatMap((probe) => {
    const left = recorded.find((capture) => capture.probe === probe);
    const right = mock.find((capture) => capture.probe === probe);
    if (!left || !right) {
      return [{ probe, at: "answer", recorded: left && "there", mock: right && "there" }];
    }
    return differencesOf({ ...left }, { ...right }).map((difference) => Object.assign(difference, { probe }));
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function differencesOf(recorded: unknown, mock: unknown, at = ""): Omit<Difference, "probe">[] {
  if (isObject(recorded) && isObject(mock) && Array.isArray(recorded) === Array.isArray(mock)) {
    const names = new Set([...Object.keys(recorded), ...Object.keys(mock)]);
    return [...names].flatMap((name) =>
      differencesOf(recorded[name], mock[name], at === "" ? name : `${at}.${name}`),
    );
  }
  return Object.is(recorded, mock) ? [] : [{ at, recorded, mock }];
}

/** One line for each difference, for people. */
export function describeDifferences(differences: readonly Difference[]): string {
  return differences
    .map(
      ({ probe, at, recorded, mock }) =>
        `${probe}: ${at}\n  recorded ${show(recorded)}\n  mock     ${show(mock)}`,
    )
    .join("\n");
}

function show(value: unknown): string {
  return value === undefined ? "(absent)" : JSON.stringify(value);
}
