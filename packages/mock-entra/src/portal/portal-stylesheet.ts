/** Readable on a phone of 360 pixels, on a projector, in light mode and in dark mode. */
export const portalStylesheet = `
:root { color-scheme: light dark; --accent: light-dark(#0b57a4, #7cbcff); --on-accent: light-dark(#fff, #06203a);
  --edge: light-dark(#d4d9e1, #363d47); --control: light-dark(#6b7480, #8b949e); --card: light-dark(#fff, #171b21);
  --ground: light-dark(#f2f4f8, #0d1117); --text: light-dark(#1b1f24, #e6edf3); --quiet: light-dark(#505962, #a1a8b1);
  --bar: light-dark(#10263f, #0a1a2c); --on-bar: #f3f7fc; --tint: light-dark(#e6f0fb, #12283f);
  --alert: light-dark(#a40e26, #ff8f87); --good: light-dark(#0c6b3c, #67d396); --warn: light-dark(#7a4a00, #f2c36b); }
* { box-sizing: border-box; }
html { font-size: clamp(16px, 12px + 0.45vw, 22px); }
body { margin: 0; background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif;
  overflow-wrap: anywhere; }
.skip { position: absolute; left: -100vw; }
.skip:focus { left: 0.5rem; top: 0.5rem; background: var(--card); padding: 0.5rem 1rem; z-index: 1; }
header { background: var(--bar); color: var(--on-bar); padding: 0.75rem 0; }
header .inner { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; align-items: baseline; }
header a { color: inherit; }
header strong { font-size: 1.1rem; }
header nav a { display: inline-block; padding: 0.25rem 0; margin-right: 1rem; }
header nav a[aria-current] { font-weight: 700; text-decoration-thickness: 3px; }
header .note { font-size: 0.875rem; margin: 0; }
.inner, main { max-width: 78rem; margin: 0 auto; padding: 0 1rem; }
main { padding: 1rem 1rem 3rem; }
.crumbs { font-size: 0.875rem; margin: 0 0 0.5rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 1rem; }
h2 { font-size: 1.15rem; margin: 0 0 0.75rem; }
h3 { font-size: 1rem; margin: 1rem 0 0.5rem; }
p { margin: 0 0 0.75rem; max-width: 48rem; }
a { color: var(--accent); }
.layout { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1rem; }
@media (min-width: 56rem) { .layout.menu { grid-template-columns: 14rem minmax(0, 1fr); }
  .layout.beside { align-items: start; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); } }
.menu nav ul { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: 0.25rem; }
.menu nav a { display: block; padding: 0.4rem 0.75rem; border-radius: 6px; text-decoration: none; color: var(--text); }
.menu nav a:hover { background: var(--tint); }
.menu nav a[aria-current] { background: var(--tint); color: var(--accent); font-weight: 600; }
@media (min-width: 56rem) { .menu nav ul { flex-direction: column; } }
.card { background: var(--card); border: 1px solid var(--edge); border-radius: 8px; padding: 1.25rem;
  margin: 0 0 1rem; container-type: inline-size; }
.card > form > label:first-of-type { margin-top: 0; }
.card > :last-child, .card > form > :last-child { margin-bottom: 0; }
@media (max-width: 26rem) { .card { padding: 0.9rem 0.8rem; } main { padding: 0.75rem 0.5rem 2rem; }
  .inner { padding: 0 0.5rem; } }
label, legend { font-weight: 600; }
label { display: block; margin: 0.75rem 0 0.25rem; }
fieldset { border: 1px solid var(--edge); border-radius: 6px; margin: 0.75rem 0; padding: 0.5rem 0.9rem 0.75rem; min-width: 0; }
input, select, textarea { width: 100%; max-width: 36rem; font: inherit; padding: 0.45rem 0.6rem; color: inherit;
  border: 1px solid var(--control); border-radius: 4px; background: var(--card); }
input:not([type=checkbox], [type=radio]), select { min-height: 2.6rem; }
textarea { max-width: none; font: 0.85rem/1.45 ui-monospace, monospace; }
label.choice { display: flex; gap: 0.6rem; align-items: start; font-weight: 400; margin: 0.4rem 0; }
label.choice input { width: 1.1rem; height: 1.1rem; margin: 0.2rem 0 0; flex: none; accent-color: var(--accent); }
form + .hint { margin-top: 0.75rem; }
.hint, .quiet, small { color: var(--quiet); font-size: 0.875rem; font-weight: 400; }
button, .button { display: inline-block; overflow-wrap: normal; font: inherit; padding: 0.45rem 1rem; border-radius: 4px; border: 1px solid var(--accent);
  cursor: pointer; background: transparent; color: var(--accent); text-decoration: none; }
button.primary, .button.primary { background: var(--accent); color: var(--on-accent); }
button.small { padding: 0.1rem 0.6rem; font-size: 0.875rem; }
button.danger { border-color: var(--alert); color: var(--alert); }
button:hover, .button:hover { text-decoration: underline; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
header :focus-visible { outline-color: var(--on-bar); }
.actions { display: flex; flex-wrap: wrap; gap: 0.5rem; margin-top: 1rem; align-items: center; }
.message { border-left: 5px solid var(--good); background: var(--card); padding: 0.75rem 1rem; margin: 0 0 1rem;
  border-radius: 0 6px 6px 0; max-width: none; }
.message.alert { border-color: var(--alert); } .message.warn { border-color: var(--warn); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: 0 0 0.75rem; }
th, td { text-align: left; vertical-align: top; padding: 0.45rem 0.75rem 0.45rem 0; border-bottom: 1px solid var(--edge); }
td:not(.id), td code { overflow-wrap: break-word; }
th { font-size: 0.875rem; color: var(--quiet); }
@media (max-width: 40rem) { table.stack thead { position: absolute; left: -200vw; }
  table.stack tr { display: block; padding: 0.5rem 0; border-bottom: 1px solid var(--edge); }
  table.stack td, table.stack th { display: block; border: 0; padding: 0.1rem 0; }
  table.stack td[data-label]::before { content: attr(data-label) ": "; color: var(--quiet); font-size: 0.875rem; } }
code, pre, .id { font-family: ui-monospace, monospace; font-size: 0.9rem; }
pre { overflow: auto; max-height: 32rem; margin: 0.5rem 0; padding: 0.75rem; border: 1px solid var(--edge); border-radius: 6px;
  background: var(--ground); white-space: pre-wrap; }
dl.facts { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0 1rem; margin: 0; }
@container (min-width: 36rem) { dl.facts { grid-template-columns: minmax(0, 15rem) minmax(0, 1fr); } dl.facts dd { margin-bottom: 0.6rem; } }
dt { font-weight: 600; } dd { margin: 0 0 0.6rem; }
.tag { display: inline-block; white-space: nowrap; border: 1px solid currentColor; border-radius: 999px; padding: 0 0.55rem; font-size: 0.8rem;
  color: var(--quiet); }
.tag.good { color: var(--good); } .tag.bad { color: var(--alert); } .tag.warn { color: var(--warn); }
details { margin: 0.35rem 0; } summary { cursor: pointer; padding: 0.2rem 0; }
ol.exchanges { list-style: none; margin: 0; padding: 0; }
ol.exchanges > li { border-top: 1px solid var(--edge); padding: 0.3rem 0; }
.filters { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 13rem), 1fr)); gap: 0 1rem; align-items: end; }
.secret { font-size: 1.05rem; }
`;
