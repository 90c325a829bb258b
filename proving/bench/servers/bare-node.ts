/** The costs of every program in Node: its start, and stripping the types of one file. */
process.send?.(0);
