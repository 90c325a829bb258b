/** Tells all code that holds something open for a session that it has ended. Within this process: see `SseStreams` for the rest. */
export interface SessionEndings {
  announce(sessionId: string): void;
  subscribe(listener: (sessionId: string) => void): void;
}

export function createSessionEndings(): SessionEndings {
  const listeners: ((sessionId: string) => void)[] = [];
  return {
    announce: (sessionId) => {
      for (const listener of listeners) listener(sessionId);
    },
    subscribe: (listener) => void listeners.push(listener),
  };
}
