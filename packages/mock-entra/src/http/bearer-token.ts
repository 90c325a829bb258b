/** The access token of a request (RFC 6750 §2.1). It is not checked yet. */
export function bearerToken({ headers }: Request): string | undefined {
  return /^bearer (.+)$/iu.exec(headers.get("authorization") ?? "")?.[1];
}
