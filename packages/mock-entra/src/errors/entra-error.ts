/** The part of an AADSTS error that the wire shows, apart from ids and times. */
export interface EntraErrorDetails {
  /** The number after `AADSTS`. */
  code: number;
  /** HTTP status at the token endpoint. */
  status: number;
  /** OAuth `error`. */
  error: string;
  suberror?: string;
  /** OAuth `error` where it goes back from the authorize endpoint, if that is another one (OpenID Connect Core §3.1.2.6). */
  redirectError?: string;
  /** Only in redirects: what the user did, such as `cancel`. */
  subcode?: string;
  /** A claims challenge: what the next request has to send as `claims`. */
  claims?: string;
  /** Shown to the user even when the application could be told: a person has to act, and not the application. */
  onPage?: true;
}

/** A refusal with one of Entra's own numbers. Each endpoint decides whether it becomes JSON, a page or a redirect. */
export class EntraError extends Error {
  override readonly name = "EntraError";
  readonly details: EntraErrorDetails;

  constructor(details: EntraErrorDetails, message: string) {
    super(message);
    this.details = details;
  }
}

/** Makes an error by name, and tells its number without making one. */
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
