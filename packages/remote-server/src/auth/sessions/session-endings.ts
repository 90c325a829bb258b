/**
 * Tells the other parts of this process that a session has ended, so that they close its streams and delete
 * its data. For other processes, see `SseStreams`.
 */
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
