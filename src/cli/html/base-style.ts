/** The style that every page shares: readable on paper, in light and in dark. */
export const BASE_STYLE = `
:root { color-scheme: light dark; --ink: #1c2330; --soft: #5b6577; --line: #dfe3ea; --paper: #ffffff;
  --panel: #f5f7fa; --world: #c62828; --wide: #e07b00; --narrow: #2f6fb7; --named: #7a6aa8; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ef; --soft: #9aa5b8; --line: #2f3746;
  --paper: #12161d; --panel: #1b212b; --world: #ff6b60; --wide: #ffab40; --narrow: #6ea8e6; --named: #a99bd6; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1240px; padding: 32px 40px 64px; background: var(--paper); color: var(--ink);
  font: 14px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
h1 { margin: 0 0 4px; font-size: 28px; line-height: 1.2; letter-spacing: -0.01em; }
h2 { margin: 40px 0 10px; font-size: 18px; }
p { margin: 4px 0; max-width: 80ch; }
.soft, figcaption { color: var(--soft); }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 24px 0 0; }
dl div { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 12px 16px; }
dt { color: var(--soft); font-size: 12px; }
dd { margin: 2px 0 0; font-size: 24px; font-weight: 600; font-variant-numeric: tabular-nums; }
dd.alarm { color: var(--world); }
.tables { display: grid; grid-template-columns: repeat(auto-fit, minmax(460px, 1fr)); gap: 0 48px; align-items: start; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 600; color: var(--soft); font-size: 12px; }
th, td { padding: 5px 10px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
td.number, th.number { text-align: right; white-space: nowrap; overflow-wrap: normal; }
td.time { white-space: nowrap; overflow-wrap: normal; }
td.key { white-space: nowrap; overflow-wrap: normal; max-width: 260px; overflow: hidden; text-overflow: ellipsis; }
td.still { color: var(--world); font-weight: 600; }
ul { padding-left: 20px; max-width: 90ch; }
@media print { :root { --ink: #000; --soft: #444; --line: #bbb; --paper: #fff; --panel: #fff; --world: #b71c1c;
  --wide: #c96a00; --narrow: #1f5fa8; --named: #5e4f90; } body { padding: 0; max-width: none; font-size: 11px; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } tr, figure, dl div { break-inside: avoid; }
  h2 { break-after: avoid; } thead { display: table-header-group; } }
`;
