/**
 * Loaded before a program that another one starts: when that one is gone, even killed, this process ends as after Ctrl-C. Nothing then
 * keeps a port or a file.
 */
process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
// To wait for that is no reason to go on.
process.channel?.unref();
