/**
 * Our own sentence, with the number of Entra's answer at its end. docs/troubleshooting.md is sorted by this
 * number. We do not repeat Entra's sentence, because it can name the user.
 */
export function withErrorNumber(sentence: string, entraCode: number | undefined): string {
  return entraCode === undefined ? sentence : `${sentence} Microsoft Entra ID answered AADSTS${entraCode}.`;
}
