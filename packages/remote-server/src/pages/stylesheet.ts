import { createHash } from "node:crypto";

/**
 * Every page of ours contains exactly this text, because its hash is in the policy.
 *
 * `held`: a button that cannot be pressed in the first half second, and in the first half second after the
 * pointer has come over the page. Another page can make a user press twice at one place, and show our page
 * between the two clicks (double-clickjacking).
 */
export const stylesheet = `
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
  body { max-width: 36rem; margin: 8vh auto; padding: 0 1.5rem; }
  h1 { font-size: 1.5rem; line-height: 1.25; overflow-wrap: anywhere; }
  h2 { font-size: 1.125rem; margin: 0; overflow-wrap: anywhere; }
  section { border-top: 1px solid; margin-top: 2rem; padding-top: 1rem; }
  dt { font-weight: 600; margin-top: 1rem; }
  p, button { overflow-wrap: anywhere; }
  dd { margin: 0; overflow-wrap: anywhere; }
  ul { margin: 0; padding-left: 1.25rem; }
  .caution { border-left: 0.25rem solid #c50; padding: 0.25rem 0 0.25rem 1rem; }
  form { display: flex; flex-wrap: wrap; gap: 0.75rem; margin-top: 2rem; }
  button { font: inherit; padding: 0.5rem 1.25rem; border: 1px solid currentcolor; border-radius: 0.25rem; background: transparent; color: inherit; cursor: pointer; }
  button.primary { background: #0b57b0; border-color: #0b57b0; color: #fff; }
  .name { font-size: 1.25rem; margin: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  dd .name { font-size: 1rem; }
  dd code { display: block; max-height: 6rem; overflow-y: auto; }
  .held { animation: held 0.5s step-end; }
  @keyframes held { from { visibility: hidden; } }
  @media (hover: hover) { html:hover .held { animation: held 0.5s step-end, held-again 0.5s step-end; } }
  @keyframes held-again { from { opacity: 0.5; pointer-events: none; } }
  button:focus-visible { outline: 0.2rem solid light-dark(#06c, #8ab4f8); outline-offset: 0.15rem; }
`;

/** What a Content-Security-Policy allows: this stylesheet and no other. */
export const stylesheetHash = `'sha256-${createHash("sha256").update(stylesheet).digest("base64")}'`;
