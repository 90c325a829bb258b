import process from "node:process";

/**
 * Loaded first (`--import`) in a process that has to take its pipes for a terminal. A terminal in raw mode sends each key as it is
 * pressed, and so does a pipe. Standard error says when raw mode is turned on and off.
 */
const setRawMode = (isOn: boolean): NodeJS.ReadStream => {
  process.stderr.write(`raw mode ${isOn ? "on" : "off"}\n`);
  return process.stdin;
};
Object.assign(process.stdin, { isTTY: true, setRawMode });
Object.assign(process.stdout, { isTTY: true });
