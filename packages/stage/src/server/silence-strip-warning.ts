/**
 * Node warns once that `stripTypeScriptTypes` is experimental. The person who starts the stage can do nothing about it, so this one
 * warning is left out, by its name; all others appear as ever.
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
