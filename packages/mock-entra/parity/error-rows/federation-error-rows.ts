import type { ParityRow } from "../parity-row.ts";
import { errorRow } from "./error-row.ts";

const catalogue = "errors/credential-errors.ts";
const federation = "test/federated-assertions.test.ts";
const invalidClient = "401 `invalid_client`";
const invalidRequest = "400 `invalid_request`";

/** What can be wrong with a token of another issuer that stands in for a secret. */
export const federationErrorRows: ParityRow[] = [
  errorRow({
    code: 700211,
    when: "the issuer of a federated token is not the registered one",
    answer: invalidClient,
    source: "issue",
    witness: {
      file: federation,
      test: "a token of an issuer that the application does not name is refused, be it by a slash",
    },
    breakIt: {
      file: catalogue,
      find: "...invalidClient, code: 700211 }",
      replace: "...invalidRequest, code: 700211 }",
    },
  }),
  errorRow({
    code: 700212,
    when: "a federated token is for another audience",
    answer: invalidClient,
    source: "issue",
    witness: { file: federation, test: "a token for another audience is refused" },
    breakIt: {
      file: catalogue,
      find: "...invalidClient, code: 700212 }",
      replace: "...invalidRequest, code: 700212 }",
    },
  }),
  errorRow({
    code: 700213,
    when: "the subject of a federated token is not the registered one",
    answer: invalidClient,
    source: "capture",
    witness: {
      file: federation,
      test: "a token of another subject is refused, and one in other case by a code of its own",
    },
    breakIt: {
      file: catalogue,
      find: "...invalidClient, code: 700213 }",
      replace: "...invalidRequest, code: 700213 }",
    },
  }),
  errorRow({
    code: 7002138,
    when: "the subject of a federated token differs in case only",
    answer: invalidClient,
    source: "capture",
    witness: {
      file: federation,
      test: "a token of another subject is refused, and one in other case by a code of its own",
    },
    breakIt: {
      file: catalogue,
      find: "...invalidClient, code: 7002138 }",
      replace: "...invalidRequest, code: 7002138 }",
    },
  }),
  errorRow({
    code: 700222,
    when: "a token of Entra's own is presented as a federated token",
    answer: invalidClient,
    source: "issue",
    ours: "same; `error` and HTTP status are unconfirmed",
    witness: {
      file: federation,
      test: "tokens of the Entra issuer https://login.microsoftonline.com/other/v2.0 are refused, whoever signed them",
    },
    breakIt: {
      file: catalogue,
      find: "...invalidClient, code: 700222 }",
      replace: "...invalidRequest, code: 700222 }",
    },
  }),
  errorRow({
    code: 700226,
    when: "an application's own token is presented where only a managed identity's will do",
    answer: invalidClient,
    source: "issue",
    ours: "same; `error` and HTTP status are unconfirmed",
    witness: {
      file: federation,
      test: "of Entra's own tokens, an application's is no credential: only a managed identity's is",
    },
    breakIt: {
      file: catalogue,
      find: "...invalidClient, code: 700226 }",
      replace: "...invalidRequest, code: 700226 }",
    },
  }),
  errorRow({
    code: 90061,
    when: "the issuer of a federated token cannot be reached",
    answer: invalidRequest,
    source: "issue",
    witness: { file: federation, test: "an issuer that nobody can reach is refused as such" },
    breakIt: {
      file: catalogue,
      find: "...invalidRequest, code: 90061 }",
      replace: "...invalidClient, code: 90061 }",
    },
  }),
  errorRow({
    code: 7000272,
    when: "a federated token is signed by a key that its issuer does not publish",
    answer: invalidClient,
    source: "issue",
    witness: {
      file: federation,
      test: "a token signed by a key that its issuer does not publish is refused",
    },
    breakIt: {
      file: catalogue,
      find: "...invalidClient, code: 7000272 }",
      replace: "...invalidRequest, code: 7000272 }",
    },
  }),
];
