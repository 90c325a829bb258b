/** A certificate and its private key, both as PEM. */
export type KeyAndCertificate = { key: string; certificate: string };
