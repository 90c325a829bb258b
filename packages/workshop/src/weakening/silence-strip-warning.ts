/**
 * Hides Node's warning that `stripTypeScriptTypes` is experimental: the person who starts the stage cannot change this. All other
 * warnings appear.
 */
export function silenceStripWarning(): void {
  const emit = process.emitWarning.bind(process);
  process.emitWarning = new Proxy(emit, {
    apply: (_target, _self, args: Parameters<typeof emit>) => {
      const [warning] = args;
      const text = typeof warning === "string" ? warning : warning.message;
      if (!text.startsWith("stripTypeScriptTypes is an experimental feature")) emit(...args);
    },
  });
}
