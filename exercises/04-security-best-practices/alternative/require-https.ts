/** @throws Error when tokens would travel in clear. */
export const checkPublicUrl = (text: string): URL => {
  // The error of new URL has the text in a field, with its password.
  if (!URL.canParse(text)) throw new Error("The public address is no URL.");
  const { protocol, hostname, username, password, href } = new URL(text);
  const onThisMachine = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname);
  const allowed = protocol === "https:" || (protocol === "http:" && onThisMachine);
  if (!allowed || username + password !== "")
    throw new Error("Expected an https address, or http on localhost.");
  return new URL(href);
};

export const securityHeaders = ({ protocol }: URL): Record<string, string> => {
  const headers: Record<string, string> = {};
  if (protocol === "https:") headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains";
  return headers;
};
