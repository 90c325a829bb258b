import { unregisteredRedirect } from "./01-unregistered-redirect.ts";
import { unknownClient } from "./02-unknown-client.ts";
import { loopbackHostOrPathSwapped } from "./03-loopback-host-or-path-swapped.ts";
import { userNameOrFragmentInRedirect } from "./04-user-name-or-fragment-in-redirect.ts";
import { dangerousRegisteredRedirect } from "./05-dangerous-registered-redirect.ts";
import { oversizedOrFloodedRegistration } from "./06-oversized-or-flooded-registration.ts";
import { documentOfAnotherClient } from "./07-document-of-another-client.ts";
import { documentAtAnInnerAddress } from "./08-document-at-an-inner-address.ts";
import { documentHostRebound } from "./09-document-host-rebound.ts";
import { documentRedirects } from "./10-document-redirects.ts";
import { oversizedOrSlowDocument } from "./11-oversized-or-slow-document.ts";
import { documentWithASecret } from "./12-document-with-a-secret.ts";
import { noRealChallenge } from "./13-no-real-challenge.ts";
import { foreignResource } from "./14-foreign-resource.ts";
import { duplicateParameters } from "./15-duplicate-parameters.ts";
import { scriptInClientName } from "./16-script-in-client-name.ts";
import { framedConsent } from "./17-framed-consent.ts";
import { consentWithoutFormToken } from "./18-consent-without-form-token.ts";
import { consentTokenOfAnotherBrowser } from "./19-consent-token-of-another-browser.ts";
import { forgedConsentCookie } from "./20-forged-consent-cookie.ts";
import { approvalOfAnotherClient } from "./21-approval-of-another-client.ts";
import { crossSiteAuthorize } from "./22-cross-site-authorize.ts";
import { callbackWithoutCookie } from "./23-callback-without-cookie.ts";
import { flowFinishedByTheVictim } from "./24-flow-finished-by-the-victim.ts";
import { callbackReplay } from "./25-callback-replay.ts";
import { expiredState } from "./26-expired-state.ts";
import { unboundErrorCallback } from "./27-unbound-error-callback.ts";
import { foreignIdToken } from "./28-foreign-id-token.ts";
import { codeOfAnotherClient } from "./29-code-of-another-client.ts";
import { wrongVerifierOrRedirect } from "./30-wrong-verifier-or-redirect.ts";
import { codeReplay } from "./31-code-replay.ts";
import { refreshByAnotherClient } from "./32-refresh-by-another-client.ts";
import { refreshReuse } from "./33-refresh-reuse.ts";
import { parallelRefresh } from "./34-parallel-refresh.ts";
import { refreshWideningScope } from "./35-refresh-widening-scope.ts";
import { revocationOfAnothersToken } from "./36-revocation-of-anothers-token.ts";
import { tokenOfEntra } from "./37-token-of-entra.ts";
import { tokenInQuery } from "./38-token-in-query.ts";
import { stolenStreamId } from "./39-stolen-stream-id.ts";
import { evilOriginOrHost } from "./40-evil-origin-or-host.ts";
import { questionLeftOpen } from "./41-question-left-open.ts";
import { mixedUpServers } from "./42-mixed-up-servers.ts";
import { codeHeldBack } from "./43-code-held-back.ts";
import { expiredAccessToken } from "./44-expired-access-token.ts";
import { recordsWrittenIntoTheStore } from "./45-records-written-into-the-store.ts";
import { approvalTakenBackByAnother } from "./46-approval-taken-back-by-another.ts";
import { madeUpAddress } from "./47-made-up-address.ts";
import { tokenOfAnotherServer } from "./48-token-of-another-server.ts";
import { approvalHalfTakenBack } from "./49-approval-half-taken-back.ts";
import { openRedirector } from "./50-open-redirector.ts";
import { costlyCall } from "./51-costly-call.ts";
import { storeThatFills } from "./53-store-that-fills.ts";
import { instructionInAClientId } from "./54-instruction-in-a-client-id.ts";
import { floodOfBadTokens } from "./55-flood-of-bad-tokens.ts";
import { deceptiveName } from "./56-deceptive-name.ts";
import { pageThatLocksOut } from "./57-page-that-locks-out.ts";
import { tokensOfEntraLeftBehind } from "./58-tokens-of-entra-left-behind.ts";
import { sessionEndedByAStranger } from "./59-session-ended-by-a-stranger.ts";
import { clientThatTakesAll } from "./60-client-that-takes-all.ts";
import { questionOfAnotherServer } from "./62-question-of-another-server.ts";
import { answerInARedirectUri } from "./63-answer-in-a-redirect-uri.ts";
import { verifierThatIsGuessed } from "./64-verifier-that-is-guessed.ts";
import { silentDocumentHosts } from "./65-silent-document-hosts.ts";
import { documentOfAClientWithAKey } from "./80-document-of-a-client-with-a-key.ts";
import { answerTurnedAround } from "./81-answer-turned-around.ts";
import { confirmInsteadOfAsking } from "./90-confirm-instead-of-asking.ts";
import { answerReplayed } from "./91-answer-replayed.ts";
import { answerForOtherWords } from "./92-answer-for-other-words.ts";
import { answerOfAnother } from "./93-answer-of-another.ts";
import { answerKept } from "./94-answer-kept.ts";
import { listKeptForAnother } from "./95-list-kept-for-another.ts";
import { forgedToken } from "./101-forged-token.ts";
import { tokenOfAnotherIssuer } from "./102-token-of-another-issuer.ts";
import { tokenForAnotherAudience } from "./103-token-for-another-audience.ts";
import { tokenOutOfTime } from "./104-token-out-of-time.ts";
import { tokenOfAnotherClient } from "./105-token-of-another-client.ts";
import { tokenWithoutPermission } from "./106-token-without-permission.ts";
import { graphTokenOfAnother } from "./107-graph-token-of-another.ts";
import { floodOfMadeUpKeys } from "./108-flood-of-made-up-keys.ts";
import type { Attack } from "./attack.ts";

/** In the order of their numbers. */
export const attacks: readonly Attack[] = [
  unregisteredRedirect,
  unknownClient,
  loopbackHostOrPathSwapped,
  userNameOrFragmentInRedirect,
  dangerousRegisteredRedirect,
  oversizedOrFloodedRegistration,
  documentOfAnotherClient,
  documentAtAnInnerAddress,
  documentHostRebound,
  documentRedirects,
  oversizedOrSlowDocument,
  documentWithASecret,
  noRealChallenge,
  foreignResource,
  duplicateParameters,
  scriptInClientName,
  framedConsent,
  consentWithoutFormToken,
  consentTokenOfAnotherBrowser,
  forgedConsentCookie,
  approvalOfAnotherClient,
  crossSiteAuthorize,
  callbackWithoutCookie,
  flowFinishedByTheVictim,
  callbackReplay,
  expiredState,
  unboundErrorCallback,
  foreignIdToken,
  codeOfAnotherClient,
  wrongVerifierOrRedirect,
  codeReplay,
  refreshByAnotherClient,
  refreshReuse,
  parallelRefresh,
  refreshWideningScope,
  revocationOfAnothersToken,
  tokenOfEntra,
  tokenInQuery,
  stolenStreamId,
  evilOriginOrHost,
  questionLeftOpen,
  mixedUpServers,
  codeHeldBack,
  expiredAccessToken,
  recordsWrittenIntoTheStore,
  approvalTakenBackByAnother,
  madeUpAddress,
  tokenOfAnotherServer,
  approvalHalfTakenBack,
  openRedirector,
  costlyCall,
  storeThatFills,
  instructionInAClientId,
  floodOfBadTokens,
  deceptiveName,
  pageThatLocksOut,
  tokensOfEntraLeftBehind,
  sessionEndedByAStranger,
  clientThatTakesAll,
  questionOfAnotherServer,
  answerInARedirectUri,
  verifierThatIsGuessed,
  silentDocumentHosts,
  documentOfAClientWithAKey,
  answerTurnedAround,
  confirmInsteadOfAsking,
  answerReplayed,
  answerForOtherWords,
  answerOfAnother,
  answerKept,
  listKeptForAnother,
  forgedToken,
  tokenOfAnotherIssuer,
  tokenForAnotherAudience,
  tokenOutOfTime,
  tokenOfAnotherClient,
  tokenWithoutPermission,
  graphTokenOfAnother,
  floodOfMadeUpKeys,
];
