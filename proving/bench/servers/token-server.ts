/** A server under measurement, as its process announces it when it is ready. */
export type TokenServer = {
  /** Where a POST gets a token. */
  url: string;
  /** The form to post. */
  form: string;
};

export const announce = (server: TokenServer): void => {
  process.send?.(JSON.stringify(server));
};
