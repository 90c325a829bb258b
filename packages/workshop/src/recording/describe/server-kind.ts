/** The server of an exchange. Each has its own six steps. */
export type ServerKind = "remote" | "entra-tokens" | "local" | "exercise-2" | "exercise-3" | "exercise-5";
