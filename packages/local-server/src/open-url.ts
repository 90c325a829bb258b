/** Opens a URL in the system's browser; rejects when there is none. */
export async function openUrl(url: string): Promise<unknown> {
  const { default: open } = await import("open");
  return open(url);
}
