/** A server under measurement, as its process announces it when it is ready. */
export type TokenServer = {
  /** Where a POST gets a token. */
  url: string;
  /** The form to post. */
  form: string;
};

/** Also answers every message with the processor time that the process has used, in milliseconds. */
export const announce = (server: TokenServer): void => {
  process.send?.(JSON.stringify(server));
  process.on("message", () => {
    const { user, system } = process.cpuUsage();
    process.send?.((user + system) / 1_000);
  });
};
