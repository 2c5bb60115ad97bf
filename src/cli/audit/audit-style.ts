/** What the audit's matrices need besides the style of every page. */
export const AUDIT_STYLE = `
:root { --good: #1b7f4d; --gap: #b26a00; --spare: #2f6fb7; --bad: #c62828; }
@media (prefers-color-scheme: dark) { :root { --good: #4cc38a; --gap: #ffb74d; --spare: #6ea8e6; --bad: #ff6b60; } }
article { border-top: 2px solid var(--line); margin-top: 40px; padding-top: 8px; }
article > h2 { margin-top: 16px; }
article ul { max-width: 130ch; } article > p.soft { max-width: 130ch; }
h3 { margin: 20px 0 6px; font-size: 14px; }
table.matrix { width: auto; margin: 12px 0; }
table.matrix th, table.matrix td { padding: 4px 10px; border: 1px solid var(--line); vertical-align: middle; }
table.matrix thead th { max-width: 170px; vertical-align: bottom; }
table.matrix thead span { display: block; font-weight: 400; font-size: 11px; }
table.matrix tbody th { white-space: nowrap; color: var(--ink); font-weight: 500; }
table.matrix td { text-align: center; min-width: 84px; font-size: 12px; }
td.shut { color: var(--soft); }
td.fits { color: #fff; background: var(--good); }
td.beyond { color: #fff; background: var(--bad); font-weight: 600; }
td.missing { color: var(--ink); background: transparent; outline: 2px dashed var(--gap); outline-offset: -3px; font-weight: 600; }
td.spare { color: #fff; background: var(--spare); }
@media (prefers-color-scheme: dark) { td.fits, td.beyond, td.spare { color: #10141a; } }
td.some { background-image: repeating-linear-gradient(135deg, transparent 0 5px, rgba(255, 255, 255, 0.28) 5px 8px); }
table.contents { width: auto; margin: 24px 0 0; } table.contents td.good { color: var(--good); } table.contents td.bad { color: var(--bad); }
.sub { color: var(--soft); font-size: 12px; font-weight: 400; }
p.verdict { font-weight: 600; } p.verdict.bad { color: var(--bad); } p.verdict.good { color: var(--good); }
.legend { display: flex; flex-wrap: wrap; gap: 6px 18px; margin: 12px 0; font-size: 12px; }
.legend table { width: auto; } .legend td { padding: 2px 8px; border: 1px solid var(--line); }
`;
