/** The message of a measured server's process when it is ready. */
export type TokenServer = {
  /** The address for a POST that gets a token. */
  url: string;
  /** The form to post. */
  form: string;
};

/** It also answers every message with the processor time that the process has used, in milliseconds. */
export const announce = (server: TokenServer): void => {
  process.send?.(JSON.stringify(server));
  process.on("message", () => {
    const { user, system } = process.cpuUsage();
    process.send?.((user + system) / 1_000);
  });
};
