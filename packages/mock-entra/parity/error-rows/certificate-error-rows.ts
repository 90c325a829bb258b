import type { ParityRow } from "../parity-row.ts";
import { codeReference, errorRow } from "./error-row.ts";

const catalogue = "errors/credential-errors.ts";
const certificates = "test/certificate-assertions.test.ts";
const invalidClient = "401 `invalid_client`";
const invalidRequest = "400 `invalid_request`";

/** What can be wrong with a client assertion that a certificate signs. */
export const certificateErrorRows: ParityRow[] = [
  errorRow({
    code: 50027,
    when: "a client assertion is no JWT",
    answer: invalidRequest,
    source: codeReference,
    witness: { file: certificates, test: "an assertion with no JWT is malformed" },
    breakIt: {
      file: catalogue,
      find: "...invalidRequest, code: 50027 }",
      replace: "...invalidClient, code: 50027 }",
    },
  }),
  errorRow({
    code: 90014,
    when: "a client assertion lacks a claim",
    answer: invalidRequest,
    source: codeReference,
    witness: { file: certificates, test: "an assertion without exp is refused" },
    breakIt: {
      file: catalogue,
      find: "...invalidRequest, code: 90014 }",
      replace: "...invalidClient, code: 90014 }",
    },
  }),
  errorRow({
    code: 5002738,
    when: "a client assertion is signed by another algorithm than PS256 or RS256",
    answer: invalidRequest,
    source: "issue",
    witness: { file: certificates, test: "algorithm confusion: HS256 is refused by name" },
    breakIt: {
      file: catalogue,
      find: "...invalidRequest, code: 5002738 }",
      replace: "...invalidClient, code: 5002738 }",
    },
  }),
  errorRow({
    code: 5002723,
    when: "a client assertion does not say which key signed it",
    answer: invalidClient,
    source: "issue",
    witness: { file: certificates, test: "an assertion that does not say which key signed it is refused" },
    breakIt: {
      file: catalogue,
      find: "...invalidClient, code: 5002723 }",
      replace: "...invalidRequest, code: 5002723 }",
    },
  }),
  errorRow({
    code: 700021,
    when: "a client assertion is about another application",
    answer: invalidClient,
    source: "issue",
    witness: { file: certificates, test: "an assertion whose sub is another application is refused" },
    breakIt: {
      file: catalogue,
      find: "...invalidClient, code: 700021 }",
      replace: "...invalidRequest, code: 700021 }",
    },
  }),
  errorRow({
    code: 700023,
    when: "a client assertion is meant for somebody else",
    answer: invalidClient,
    source: "issue",
    witness: { file: certificates, test: "an assertion meant for another host is refused" },
    breakIt: {
      file: catalogue,
      find: "...invalidClient, code: 700023 }",
      replace: "...invalidRequest, code: 700023 }",
    },
  }),
  errorRow({
    code: 700024,
    when: "a client assertion is used outside its time",
    answer: invalidClient,
    source: "capture",
    witness: {
      file: certificates,
      test: "an assertion that is expired or not yet valid is refused, with five minutes of patience",
    },
    breakIt: {
      file: catalogue,
      find: "...invalidClient, code: 700024 }",
      replace: "...invalidRequest, code: 700024 }",
    },
  }),
  errorRow({
    code: 700027,
    when: "a client assertion is signed by a certificate that is not registered",
    answer: invalidClient,
    source: "capture",
    witness: {
      file: certificates,
      test: "an assertion by a certificate that is not registered is refused, and the message names it",
    },
    breakIt: {
      file: catalogue,
      find: "assertionKeyNotRegistered: define(\n    { ...invalidClient, code: 700027 }",
      replace: "assertionKeyNotRegistered: define(\n    { ...invalidRequest, code: 700027 }",
    },
  }),
  errorRow({
    code: 700027,
    when: "a client assertion is signed by a certificate that has expired",
    answer: invalidClient,
    source: "issue",
    witness: { file: certificates, test: "an expired certificate is refused" },
    breakIt: {
      file: catalogue,
      find: "assertionKeyExpired: define(\n    { ...invalidClient, code: 700027 }",
      replace: "assertionKeyExpired: define(\n    { ...invalidRequest, code: 700027 }",
    },
  }),
  errorRow({
    code: 700027,
    when: "the signature of a client assertion is wrong",
    answer: invalidClient,
    source: codeReference,
    witness: {
      file: certificates,
      test: "an assertion that borrows a registered thumbprint is refused by its signature",
    },
    breakIt: {
      file: catalogue,
      find: "assertionSignatureWrong: define(\n    { ...invalidClient, code: 700027 }",
      replace: "assertionSignatureWrong: define(\n    { ...invalidRequest, code: 700027 }",
    },
  }),
];
