/** What the report's timeline needs besides the style of every page. */
export const TIMELINE_STYLE = `
figure { margin: 0; border: 1px solid var(--line); border-radius: 8px; padding: 16px; }
figure > svg { display: block; width: 100%; height: auto; }
figcaption { display: flex; flex-wrap: wrap; gap: 6px 20px; margin-top: 12px; font-size: 12px; }
svg.key { width: 22px; height: 14px; vertical-align: -2px; }
.world { fill: var(--world); } .wide { fill: var(--wide); } .narrow { fill: var(--narrow); } .named { fill: var(--named); }
.tick, .lane { stroke: var(--line); stroke-width: 1; } .lane { stroke-opacity: 0.6; }
text { fill: var(--ink); font-size: 11px; } text.date { fill: var(--soft); text-anchor: middle; }
td svg { width: 60px; height: 10px; }
`;
