/** The part of an AADSTS error that is sent, without ids and times. */
export interface EntraErrorDetails {
  /** The number after `AADSTS`. */
  code: number;
  /** HTTP status at the token endpoint. */
  status: number;
  /** OAuth `error`. */
  error: string;
  suberror?: string;
  /**
   * OAuth `error` in an answer of the authorize endpoint, if it is another one (OpenID Connect Core
   * §3.1.2.6).
   */
  redirectError?: string;
  /** Only in redirects: what the user did, such as `cancel`. */
  subcode?: string;
  /** A claims challenge: what the next request has to send as `claims`. */
  claims?: string;
  /** Shown to the user and not sent to the application: the user has to act. */
  onPage?: true;
}

/** A refusal with a number of Entra. Each endpoint decides whether it becomes JSON, a page or a redirect. */
export class EntraError extends Error {
  override readonly name = "EntraError";
  readonly details: EntraErrorDetails;

  constructor(details: EntraErrorDetails, message: string) {
    super(message);
    this.details = details;
  }
}

/** Makes an error by name, and has its number. */
export type ErrorFactory<Parameters extends unknown[]> = ((...parameters: Parameters) => EntraError) & {
  readonly details: EntraErrorDetails;
};

export function define<Parameters extends unknown[]>(
  details: EntraErrorDetails,
  message: (...parameters: Parameters) => string,
): ErrorFactory<Parameters> {
  return Object.assign((...parameters: Parameters) => new EntraError(details, message(...parameters)), {
    details,
  });
}
