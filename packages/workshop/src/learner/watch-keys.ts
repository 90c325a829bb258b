import process from "node:process";
import { emitKeypressEvents, type Key } from "node:readline";

/**
 * Calls a handler when its key is pressed, without Enter. Ctrl+C and Ctrl+D do the same as `q`: in raw mode,
 * a terminal sends them as keys and not as signals.
 *
 * @returns a function that ends this.
 */
export function listenToKeys(handlers: Readonly<Record<string, () => void>>): () => void {
  const { stdin } = process;
  const listen = (_text: string | undefined, { name = "", ctrl = false }: Key): void => {
    if (ctrl) {
      if (name === "c" || name === "d") handlers["q"]?.();
    } else if (Object.hasOwn(handlers, name)) handlers[name]?.();
  };
  emitKeypressEvents(stdin);
  stdin.setRawMode(true);
  stdin.on("keypress", listen);
  stdin.resume();
  return () => {
    stdin.off("keypress", listen);
    stdin.setRawMode(false);
    stdin.pause();
  };
}
