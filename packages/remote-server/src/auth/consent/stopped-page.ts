import { type Html, html } from "../../pages/html.ts";

/**
 * A sign-in that cannot continue, if the client is a web site. The site gets the error only if its user
 * presses a link, and not by a redirect. Anybody can register a site. With a redirect, a link to our server
 * would lead directly to that site (an open redirector, RFC 9700 §4.11.2).
 *
 * @param answerUrl the client's redirect URI, with the error.
 */
export function stoppedPage(reason: string, answerUrl: string): Html {
  const { host } = new URL(answerUrl);
  return html`<h1>This sign-in was stopped</h1>
    <p>The program that sent you here asked for something that this server does not do.</p>
    <dl>
      <dt>What was wrong</dt>
      <dd>${reason}</dd>
      <dt>The program is at</dt>
      <dd><strong>${host}</strong></dd>
    </dl>
    <p class="caution">
      Anybody can send such a link. Go on only if you know <strong>${host}</strong> and have just come from
      it.
    </p>
    <p><a href="${answerUrl}" rel="noreferrer">Go back to ${host}</a></p>`;
}
