import { InvalidClientError } from "../../../http/older-sdk.ts";

/** What a user can do: try again, ask the makers of the program, or let the program register. */
type Remedy = "try again" | "ask the makers" | "ask the operator" | "register";

/**
 * A client's metadata document cannot be fetched, or cannot be used.
 *
 * The caller, who may be unknown, sees `message`. It says nothing about our internal network. `reason` is for
 * the log and says exactly what was wrong.
 */
export class ClientDocumentError extends InvalidClientError {
  readonly reason: string;
  readonly remedy: Remedy;
  /** The document's host gave no answer. Perhaps this server cannot reach the internet. */
  readonly isOutOfReach: boolean;

  constructor(message: string, reason: string, remedy: Remedy = "ask the makers", isOutOfReach = false) {
    super(message);
    this.reason = reason;
    this.remedy = remedy;
    this.isOutOfReach = isOutOfReach;
  }

  /** Whether another try may work soon. */
  get isTemporary(): boolean {
    return this.remedy === "try again";
  }
}

/** The client id itself is not the address of such a document. */
export function unusableAddress(reason: string): ClientDocumentError {
  return new ClientDocumentError(`client_id cannot be used: ${reason}.`, reason);
}

/**
 * One message for every failure before a document has arrived. If a caller could distinguish “no such host”,
 * “private address” and “connection refused”, they could explore our network.
 */
export function unreachable(reason: string): ClientDocumentError {
  return new ClientDocumentError(
    "The client's metadata document (client_id) could not be fetched: this server could not reach the web site that it is on.",
    reason,
    "register",
    true,
  );
}

/** The same message for the user. The log says that we tried no connection. */
export function outOfBounds(reason: string): ClientDocumentError {
  const { message, remedy } = unreachable(reason);
  return new ClientDocumentError(message, reason, remedy);
}

/** A document arrived, but its client may not sign users in. Its author has to learn why. */
export function unusableDocument(reason: string): ClientDocumentError {
  return new ClientDocumentError(`The client's metadata document cannot be used: ${reason}.`, reason);
}

export function tooManyFetches(): ClientDocumentError {
  return new ClientDocumentError(
    "This server is fetching too many clients' metadata documents at the moment. Try again in a few seconds.",
    "too many fetches at once",
    "try again",
  );
}

/** CLIENT_METADATA_DOCUMENT_HOSTS does not name the host. */
export function hostNotAllowed(): ClientDocumentError {
  return new ClientDocumentError(
    "This server reads client metadata documents of some web sites only, and the site of this client (client_id) is not one of them.",
    "the host is not in CLIENT_METADATA_DOCUMENT_HOSTS",
    "ask the operator",
  );
}

/** CLIENT_METADATA_DOCUMENTS is off. */
export function documentsNotRead(): ClientDocumentError {
  return new ClientDocumentError(
    "This server does not read client metadata documents. Programs register with it instead.",
    "client metadata documents are off",
    "register",
  );
}
