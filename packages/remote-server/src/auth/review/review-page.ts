import { type Html, html } from "../../pages/html.ts";
import { describeScope } from "../rules/scopes.ts";
import { isolated, nameLine, siteOf } from "../clients/client-name.ts";
import type { Endpoints } from "../rules/endpoints.ts";
import type { Approval } from "../consent/approvals.ts";
import type { ReviewedApproval } from "./consent-review.ts";
import type { ReviewVisit } from "./review-visits.ts";

export interface ReviewPageOptions {
  approvals: readonly ReviewedApproval[];
  visit: ReviewVisit;
  /** Whether the user has just withdrawn an approval. */
  hasRevoked: boolean;
  endpoints: Pick<Endpoints, "basePath">;
}

/** What a user has allowed: one section for each client, each with its own button. */
export function reviewPage({ approvals, visit, hasRevoked, endpoints }: ReviewPageOptions): Html {
  return html`<h1>Programs that you have allowed</h1>
    ${
      hasRevoked ? html`<p role="status">Done. That program is signed out, and has to ask you again.</p>` : []
    }
    ${
      visit.accountName === undefined
        ? []
        : html`<p>You are signed in as <strong>${isolated(visit.accountName)}</strong>.</p>`
    }
    <p>
      ${
        approvals.length === 0
          ? "You have not allowed any program to act for you on this server."
          : "These programs may act for you on this server. Whatever you take back ends at once."
      }
    </p>
    ${approvals.map((reviewed) => section(reviewed, visit, endpoints))}
    <form method="post" action="${endpoints.basePath}/consents">
      <input type="hidden" name="form_token" value="${visit.formToken}" />
      <button name="action" value="leave">Close this page</button>
      <button name="action" value="switch">Use another account</button>
    </form>`;
}

function section(
  { approval, isSignedIn }: ReviewedApproval,
  { formToken }: ReviewVisit,
  endpoints: Pick<Endpoints, "basePath">,
): Html {
  // As on the consent page.
  const site = siteOf(approval.clientId);
  return html`<section>
    <h2>${site ?? "A program that calls itself"}</h2>
    ${site === undefined ? nameLine(approval.clientName) : []}
    <dl>
      <dt>It may</dt>
      <dd>
        <ul>
          ${approval.scopes.map((scope) => html`<li>${describeScope(scope)} <small>(${scope})</small></li>`)}
        </ul>
      </dd>
      <dt>Allowed</dt>
      <dd>${time(approval.approvedAt)}${again(approval)}</dd>
      <dt>Last used</dt>
      <dd>${time(approval.usedAt)}, ${isSignedIn ? "signed in now" : "not signed in now"}</dd>
      <dt>Known here as</dt>
      <dd><code dir="ltr">${approval.clientId}</code></dd>
    </dl>
    <form method="post" action="${endpoints.basePath}/consents">
      <input type="hidden" name="form_token" value="${formToken}" />
      <input type="hidden" name="client" value="${approval.clientId}" />
      <button name="action" value="revoke">Sign out this program</button>
    </form>
  </section>`;
}

function again({ firstApprovedAt, approvedAt }: Approval): Html {
  return firstApprovedAt === approvedAt ? html`` : html` (first ${time(firstApprovedAt)})`;
}

/** To the minute, and in UTC: the server does not know where its reader is. */
function time(at: number): Html {
  const iso = new Date(at).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 16).replace("T", " ")} UTC</time>`;
}
