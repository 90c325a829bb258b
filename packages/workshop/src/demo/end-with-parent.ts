/**
 * Loaded first in a program that another program starts. When the other program has ended, also if it was
 * killed, this process ends as after Ctrl-C. So no port and no file stays open.
 */
process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
// This waiting must not keep the process alive.
process.channel?.unref();
