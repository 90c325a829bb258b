import { define } from "../errors/entra-error.ts";

const unavailable = { error: "temporarily_unavailable" };

/**
 * Errors that no request causes, only a fault. Statuses and `error` are unconfirmed.
 * @see https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
export const serviceErrors = {
  transient: define(
    { ...unavailable, status: 503, code: 90033 },
    () => "A transient error has occurred. Please try again.",
  ),
  throttled: define(
    { ...unavailable, status: 429, code: 90055 },
    () => "There are too many incoming requests.",
  ),
} as const;
