import { promises } from "node:fs";

export type ClientCredential = { clientSecret: string } | { clientAssertion: () => Promise<string> };

const readers: Record<string, (value: string) => ClientCredential> = {
  AZURE_CLIENT_SECRET: (clientSecret) => ({ clientSecret }),
  AZURE_FEDERATED_TOKEN_FILE: (path) => ({
    clientAssertion: () => promises.readFile(path).then((bytes) => bytes.toString().replaceAll(/\s/g, "")),
  }),
};

export function clientCredential(
  environment: Readonly<Record<string, string | undefined>>,
): ClientCredential {
  const found = Object.entries(readers).flatMap(([name, read]) => {
    const value = environment[name] ?? "";
    return value === "" ? [] : [read(value)];
  });
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  throw new Error(`Expected exactly one of ${Object.keys(readers).join(", ")}, found ${found.length}.`);
}
