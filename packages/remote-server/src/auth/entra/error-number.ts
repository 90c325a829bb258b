/**
 * A sentence of ours with the number of Entra's answer behind it, which is what docs/troubleshooting.md is sorted by. Entra's own
 * sentence is not repeated: it can name the user.
 */
export function withErrorNumber(sentence: string, entraCode: number | undefined): string {
  return entraCode === undefined ? sentence : `${sentence} Microsoft Entra ID answered AADSTS${entraCode}.`;
}
