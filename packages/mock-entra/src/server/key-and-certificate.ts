/** A certificate and its private key, both as PEM. */
export interface KeyAndCertificate {
  key: string;
  certificate: string;
}
