/** The value of the directive `name` in an answer's Content-Security-Policy; undefined if it is missing. */
export function directive(headers: Headers, name: string): string | undefined {
  const directives = (headers.get("content-security-policy") ?? "").split(";").map((each) => each.trim());
  const found = directives.find((each) => each.toLowerCase().startsWith(`${name} `));
  return found?.slice(name.length + 1).trim();
}
