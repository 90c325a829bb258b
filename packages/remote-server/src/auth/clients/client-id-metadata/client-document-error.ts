import { InvalidClientError } from "@modelcontextprotocol/sdk/server/auth/errors.js";

/**
 * A client's metadata document cannot be had, or cannot be used.
 *
 * `message` is shown to whoever asked, and that can be anybody: it does not tell what our network looks like from inside.
 * `reason` is for the log and says exactly what was wrong.
 */
export class ClientDocumentError extends InvalidClientError {
  readonly reason: string;
  /** Whether it may work in a moment. */
  readonly isTemporary: boolean;

  constructor(message: string, reason: string, isTemporary = false) {
    super(message);
    this.reason = reason;
    this.isTemporary = isTemporary;
  }
}

/** The client id itself is not the address of such a document. */
export function unusableAddress(reason: string): ClientDocumentError {
  return new ClientDocumentError(`client_id cannot be used: ${reason}.`, reason);
}

/**
 * One message for all that happens before a document is there: whoever could tell “no such host” from “private address”
 * from “connection refused” could map a network with it.
 */
export function unreachable(reason: string): ClientDocumentError {
  return new ClientDocumentError("The client's metadata document (client_id) could not be fetched.", reason);
}

/** A document came, and is not one of a client that may sign users in. Its author has to learn why. */
export function unusableDocument(reason: string): ClientDocumentError {
  return new ClientDocumentError(`The client's metadata document cannot be used: ${reason}.`, reason);
}

export function tooManyFetches(): ClientDocumentError {
  return new ClientDocumentError(
    "This server is fetching too many clients' metadata documents at the moment. Try again in a few seconds.",
    "too many fetches at once",
    true,
  );
}
