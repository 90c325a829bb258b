/** Does the same many times, with several at the same time. */
export async function repeat<Result>(
  times: number,
  work: () => Promise<Result>,
  atOnce = 25,
): Promise<Result[]> {
  const results: Result[] = [];
  let begun = 0;
  const worker = async (): Promise<void> => {
    while (begun < times) {
      begun += 1;
      results.push(await work());
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, times) }, worker));
  return results;
}
