import process from "node:process";

/**
 * For a process that has to treat its pipes as a terminal; `--import` loads it first. A terminal in raw mode sends each key immediately,
 * and so does a pipe. Standard error shows when raw mode is turned on and off.
 */
const setRawMode = (isOn: boolean): NodeJS.ReadStream => {
  process.stderr.write(`raw mode ${isOn ? "on" : "off"}\n`);
  return process.stdin;
};
Object.assign(process.stdin, { isTTY: true, setRawMode });
Object.assign(process.stdout, { isTTY: true });
