import type { Step } from "../hop.ts";

/** What an exchange means. */
export interface Facts {
  step?: Step;
  /** One plain sentence. */
  why: string;
  /** A page in docs/lesson. */
  page?: string;
  /** `file#export` of the code that answers. */
  source?: string;
}

/** By the key of an exchange; see key-of-exchange.ts. */
export type FactsByKey = Readonly<Record<string, Facts>>;
