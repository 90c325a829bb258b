/** Small, inline, readable in the dark and at 360 pixels. */
export const stylesheet = `
:root { color-scheme: light dark; --accent: light-dark(#0f5fb4, #6cb6ff); --edge: light-dark(#c9ced6, #3d444d);
  --card: light-dark(#fff, #181c22); --ground: light-dark(#eef1f5, #0d1117); --text: light-dark(#1b1f24, #e6edf3);
  --quiet: light-dark(#57606a, #9198a1); --alert: light-dark(#a40e26, #ff7b72); }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 16px; background: var(--ground);
  color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 440px; background: var(--card); border: 1px solid var(--edge); border-radius: 8px;
  padding: 28px 24px; overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; line-height: 1.25; margin: 0 0 12px; }
h2 { font-size: 1rem; margin: 24px 0 8px; }
p { margin: 0 0 12px; }
label { display: block; font-weight: 600; margin: 12px 0 4px; }
input { width: 100%; font: inherit; padding: 8px 10px; border: 1px solid var(--quiet); border-radius: 4px;
  background: transparent; color: inherit; }
button { font: inherit; padding: 8px 18px; border-radius: 4px; border: 1px solid var(--accent); cursor: pointer;
  background: transparent; color: var(--accent); }
button.primary { background: var(--accent); color: var(--card); }
button.account { display: block; width: 100%; text-align: left; margin: 0 0 8px; border-color: var(--edge);
  color: inherit; }
button.account small { display: block; }
label.choice { display: flex; align-items: center; gap: 8px; font-weight: normal; }
label.choice input { width: auto; margin: 0; }
@media (max-width: 400px) { body { padding: 8px; } main { padding: 20px 16px; }
  button { padding: 8px 14px; } button.account { padding: 8px 10px; } }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 20px; }
a { color: var(--accent); }
.quiet, small { color: var(--quiet); font-size: 0.875rem; }
.alert { color: var(--alert); font-weight: 600; }
.brand { letter-spacing: 0.02em; margin-bottom: 16px; }
dl { margin: 16px 0 0; } dt { font-weight: 600; } dd { margin: 0 0 8px; }
ul { padding-left: 20px; }
`;
