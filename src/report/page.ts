import { createHash } from 'node:crypto';

/** A report as a page shows it. All texts are data: whatever is in them is escaped. */
export interface PageContent {
  title: string;
  /** What the report is about, and when it was made. */
  subtitle: string;
  headings: readonly { text: string; isNumber: boolean }[];
  /** The cells of the lines; the last line has the totals. */
  lines: readonly (readonly string[])[];
  /** The chart: a bar for each line but the last, by a share between 0 and 1. */
  chart: { heading: string; bars: readonly { label: string; value: string; share: number }[] };
  remarks: readonly string[];
}

const STYLE = `
:root{color-scheme:light dark;--ink:#1c2430;--paper:#fff;--line:#c9d1db;--soft:#4a5565;--bar:#1f6feb}
@media (prefers-color-scheme:dark){:root{--ink:#e8edf4;--paper:#12161d;--line:#39424f;--soft:#aab4c2;--bar:#6ea8ff}}
body{margin:0 auto;padding:1.5rem;max-width:64rem;font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
h1{margin:0;font-size:1.6rem}p{margin:.25rem 0;color:var(--soft)}
.scroll{overflow-x:auto;margin:1.5rem 0}
table{border-collapse:collapse;width:100%}th,td{padding:.35rem .75rem;border-bottom:1px solid var(--line);text-align:left}
.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
tfoot td,tfoot th{font-weight:700;border-bottom:0}
svg{display:block;width:100%;min-width:44rem;height:auto}svg text{fill:var(--ink);font:13px system-ui,sans-serif}svg rect{fill:var(--bar)}
@media print{body{max-width:none;padding:0}.scroll{overflow:visible}svg{min-width:0}}
`.trim();

/** Source: the directive style-src of Content Security Policy Level 3 takes the hash of an inline style. */
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

/** The page: it stands by itself, runs no script, and asks nobody for anything. */
export function formatPage({ title, subtitle, headings, lines, chart, remarks }: PageContent): string {
  const row = (cells: readonly string[], tag: 'td' | 'th') =>
    cells
      .map((cell, index) => {
        const isRowHead = index === 0 && cell !== '';
        const isHead = tag === 'th' || isRowHead;
        const scope = tag === 'th' ? ' scope="col"' : isRowHead ? ' scope="row"' : '';
        const name = isHead ? 'th' : 'td';
        return `<${name}${scope}${headings[index]?.isNumber ? ' class="n"' : ''}>${escapeHtml(cell)}</${name}>`;
      })
      .join('');
  const heads = headings.map(({ text }) => text);
  const [body, total] = [lines.slice(0, -1), lines.at(-1) ?? []];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(subtitle)}</p>
<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(`${title}, ${chart.heading}`)}">
${formatChart(title, chart)}
</div>
<div class="scroll" tabindex="0" role="region" aria-label="${escapeHtml(title)}">
<table>
<thead><tr>${row(heads, 'th')}</tr></thead>
<tbody>
${body.map(cells => `<tr>${row(cells, 'td')}</tr>`).join('\n')}
</tbody>
<tfoot><tr>${row(total, 'td')}</tr></tfoot>
</table>
</div>
${remarks.map(remark => `<p>${escapeHtml(remark)}</p>`).join('\n')}
</main>
</body>
</html>
`;
}

const BAR_HEIGHT = 22;
const GAP = 10;
const LABEL_WIDTH = 220;
const CHART_WIDTH = 900;
const VALUE_WIDTH = 160;
/** Longer labels stand in the table. */
const MAX_LABEL = 28;

function formatChart(title: string, { heading, bars }: PageContent['chart']): string {
  const height = bars.length * (BAR_HEIGHT + GAP);
  const most = CHART_WIDTH - LABEL_WIDTH - VALUE_WIDTH;
  const items = bars.map(({ label, value, share }, index) => {
    const y = index * (BAR_HEIGHT + GAP);
    const width = (Math.min(1, Math.max(0, share)) * most).toFixed(1);
    const text = label.length > MAX_LABEL ? `${label.slice(0, MAX_LABEL - 1)}…` : label;
    return `<text x="${LABEL_WIDTH - 10}" y="${y + 16}" text-anchor="end">${escapeHtml(text)}</text><rect x="${LABEL_WIDTH}" y="${y}" width="${width}" height="${BAR_HEIGHT}"/><text x="${(LABEL_WIDTH + Number(width) + 8).toFixed(1)}" y="${y + 16}">${escapeHtml(value)}</text>`;
  });
  const words = bars.map(({ label, value }) => `${label}: ${value}`).join('; ');
  return `<svg viewBox="0 0 ${CHART_WIDTH} ${Math.max(1, height)}" role="img" aria-labelledby="chart-title chart-words"><title id="chart-title">${escapeHtml(`${title}, ${heading}`)}</title><desc id="chart-words">${escapeHtml(words)}</desc>${items.join('')}</svg>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** What no page may hold. */
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** Text as HTML, also between quotes, without control characters. */
const escapeHtml = (text: string): string => text.replace(CONTROL, '').replace(/[&<>"']/g, mark => ENTITIES[mark]!);
