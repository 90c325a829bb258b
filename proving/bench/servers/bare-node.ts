/** What any program pays that Node runs: to start, and to take the types out of one file. */
process.send?.(0);
