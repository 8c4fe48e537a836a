/** Screens of a terminal as one SVG. */

const CELL = { width: 8.4, height: 18 };
const PAD = 14;

const THEMES = {
  light: {
    ground: '#ffffff',
    edge: '#d1d9e0',
    ink: '#1f2328',
    dim: '#6e7781',
    colours: ['#24292f', '#cf222e', '#1a7f37', '#9a6700', '#0969da', '#8250df', '#1b7c83', '#6e7781'],
  },
  dark: {
    ground: '#0d1117',
    edge: '#3d444d',
    ink: '#e6edf3',
    dim: '#8b949e',
    colours: ['#8b949e', '#ff7b72', '#3fb950', '#d29922', '#58a6ff', '#bc8cff', '#39c5cf', '#b1bac4'],
  },
};

/**
 * Draws frames of one size, one after the other, each for its `ms`, over and over. A single one stands still. Who asks
 * for less motion is shown the one with `still`, else the last. `title` tells those who cannot see what there is to see.
 */
export function draw(frames, name, title) {
  const theme = THEMES[name];
  const [{ columns, rows }] = frames;
  const width = columns * CELL.width + 2 * PAD;
  const height = rows * CELL.height + 2 * PAD;
  const known = new Map();
  const defs = [];
  // The same line stands in many frames.
  const idOf = runs => {
    const drawn = runs.map(run => (run.look.box ? boxOf(run, theme) : textOf(run, theme))).join('');
    if (!known.has(drawn)) {
      known.set(drawn, `l${known.size}`);
      defs.push(`<g id="${known.get(drawn)}">${drawn}</g>`);
    }
    return known.get(drawn);
  };
  const screens = frames.map((frame, index) => {
    const lines = frame.lines.flatMap((runs, row) =>
      runs.length > 0 ? [`<use href="#${idOf(runs)}" y="${row * CELL.height}"/>`] : [],
    );
    return `<g transform="translate(${index * width} 0)">${lines.join('')}${cursorOf(frame)}</g>`;
  });
  return `${[
    // Not every renderer knows white-space: pre.
    `<svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<title>${escaped(title)}</title>`,
    `<style>${style(frames, width, theme)}</style>`,
    `<rect x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8" fill="${theme.ground}" stroke="${theme.edge}"/>`,
    `<defs>${defs.join('\n')}</defs>`,
    `<svg x="${PAD}" y="${PAD}" width="${width - 2 * PAD}" height="${height - 2 * PAD}"><g class="reel">`,
    ...screens,
    '</g></svg>',
    '</svg>',
  ].join('\n')}\n`;
}

/** The cursor of a frame, which has none while it is hidden. */
function cursorOf({ cursor }) {
  if (!cursor) return '';
  const { column, row } = cursor;
  return `<rect class="c" x="${at(column)}" y="${row * CELL.height + 2}" width="${CELL.width}" height="${CELL.height - 3}"/>`;
}

function style(frames, width, theme) {
  const total = frames.reduce((sum, { ms }) => sum + ms, 0);
  let passed = 0;
  const stops = frames.map(({ ms }, index) => {
    const from = `${((passed / total) * 100).toFixed(3)}%{transform:translateX(${-index * width}px)}`;
    passed += ms;
    return from;
  });
  const chosen = frames.findIndex(({ still }) => still);
  const still = `.reel{transform:translateX(${-(chosen < 0 ? frames.length - 1 : chosen) * width}px)}`;
  const moving =
    frames.length > 1
      ? `@keyframes reel{${stops.join('')}}@media (prefers-reduced-motion:no-preference){.reel{animation:reel ${total}ms step-end infinite}}`
      : '';
  const font = "font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,'Liberation Mono','DejaVu Sans Mono',monospace";
  return `text{${font};white-space:pre;fill:${theme.ink}}.c{fill:${theme.dim};opacity:.7}${still}${moving}`;
}

/** Where the lines of a character go from the middle of its cell: left, right, up, down. */
const BOX = {
  ...{ '─': 'lr', '│': 'ud', '┌': 'rd', '┐': 'ld', '└': 'ru', '┘': 'lu' },
  ...{ '├': 'rud', '┤': 'lud', '┬': 'lrd', '┴': 'lru', '┼': 'lrud' },
};
const WAYS = {
  ...{ l: `h${-CELL.width / 2}`, r: `h${CELL.width / 2}` },
  ...{ u: `v${-CELL.height / 2}`, d: `v${CELL.height / 2}` },
};

export const isBox = character => Object.hasOwn(BOX, character);

/** Characters of boxes as lines, since those of a font end before the next row begins. */
function boxOf({ column, text, look }, theme) {
  const middle = CELL.height / 2;
  const lines = [...text].flatMap((character, index) =>
    [...BOX[character]].map(way => `M${at(column + index + 0.5)} ${middle}${WAYS[way]}`),
  );
  return `<path d="${lines.join('')}" fill="none" stroke="${colourOf(look, theme) ?? theme.ink}"/>`;
}

const colourOf = ({ colour, dim }, theme) =>
  colour !== undefined ? theme.colours[colour % 8] : dim ? theme.dim : undefined;

function textOf({ column, width, text, look }, theme) {
  const fill = colourOf(look, theme);
  const attributes = [
    `x="${at(column)}"`,
    `y="${CELL.height - 5}"`,
    // The grid holds, whatever font there is.
    `textLength="${at(width)}"`,
    'lengthAdjust="spacingAndGlyphs"',
    fill && `style="fill:${fill}"`,
    look.bold && 'font-weight="bold"',
    look.underline && 'text-decoration="underline"',
  ];
  return `<text ${attributes.filter(Boolean).join(' ')}>${escaped(text)}</text>`;
}

const at = cells => Number((cells * CELL.width).toFixed(1));

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escaped = text => text.replace(/[&<>]/g, character => ENTITIES[character]);
