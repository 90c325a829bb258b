import { type Html, html } from "../../pages/html.ts";

/**
 * For a user whose program has a client id that this server has deleted. Few programs notice that: the answer
 * is a page in the browser, and the program does not see it.
 */
export function unknownClientPage(): Html {
  return html`<h1>This server does not know the program</h1>
    <p>
      The program that sent you here uses a registration (<code>client_id</code>) that this server does not
      have. The registration has expired, or it was removed. Your account is not the reason.
    </p>
    <p>Remove the registration in the program. Then connect again: the program registers anew.</p>
    <dl>
      <dt>Visual Studio Code</dt>
      <dd>
        Run the command <strong>Authentication: Remove Dynamic Authentication Providers</strong> and select
        this server.
      </dd>
      <dt>Claude Code</dt>
      <dd>Enter <code>/mcp</code>, select this server, and select <strong>Clear authentication</strong>.</dd>
      <dt>mcp-remote, for example in Claude Desktop</dt>
      <dd>Close the program. Delete the folder <code>.mcp-auth</code> in your home folder.</dd>
      <dt>GitHub Copilot CLI</dt>
      <dd>
        Close the program. Delete the folder <code>.copilot/mcp-oauth-config</code> in your home folder.
      </dd>
      <dt>Another program</dt>
      <dd>Sign out of this server there, or remove the server and add it again.</dd>
    </dl>`;
}
