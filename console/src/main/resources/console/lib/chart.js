// Charts over time or steps, by uPlot, in the colours of the page.
import uPlot from '/assets/uplot/1.6.30/dist/uPlot.esm.js';
import { html, render, nothing } from './html.js';

/** Texts of the time axis by the distance of its ticks; those with a date begin a day or a year. */
const TIME_AXIS = [
  [31536000, '{YYYY}', null, null, null, null, null, null, 1],
  [2419200, '{MMM}', '\n{YYYY}', null, null, null, null, null, 1],
  [86400, '{D} {MMM}', '\n{YYYY}', null, null, null, null, null, 1],
  [60, '{HH}:{mm}', '\n{D} {MMM} {YYYY}', null, '\n{D} {MMM}', null, null, null, 1],
  [1, '{HH}:{mm}:{ss}', '\n{D} {MMM} {YYYY}', null, '\n{D} {MMM}', null, null, null, 1],
];

/** A token of styles/tokens.css as a colour that a canvas takes. */
function colour(name) {
  const probe = document.createElement('span');
  probe.style.color = `var(--${name})`;
  document.body.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

/**
 * Draws lines into an element and keeps them right as its width, the theme or the data change.
 *
 * @param root an element whose content is the chart's from now on
 * @param options
 *   name: what it shows, for screen readers;
 *   time: whether x is seconds since 1970, otherwise numbers such as epochs;
 *   series: `{ text, colour, isRing, dash, points, band }` each: colour is the number of a series
 *     colour (its place by default), isRing whether the legend shows a ring, band `[low, high]`
 *     the places of two series that bound it;
 *   y: `{ min, max, format }`; x: `{ format }`; height in pixels;
 *   marks: `[{ at, text, tone }]`, vertical lines with a text
 * @returns `{ set(data, marks), destroy() }`; data is `[xs, ys, ys, …]`, null where there is none
 */
export function lineChart(root, options) {
  const box = document.createElement('div');
  const legend = document.createElement('div');
  box.className = 'chart-box';
  root.replaceChildren(box, legend);
  root.classList.add('chart');
  let plot;
  let data = [[], ...options.series.map(() => [])];
  let marks = options.marks ?? [];

  function draw() {
    plot?.destroy();
    plot = undefined;
    const isEmpty = data[0].length === 0;
    box.replaceChildren();
    if (isEmpty) {
      const note = document.createElement('p');
      note.className = 'chart-note';
      note.textContent = options.empty ?? 'Nothing to draw yet.';
      box.append(note);
    } else {
      plot = new uPlot(settings(options, () => marks, box), data, box);
      plot.root.setAttribute('role', 'img');
      plot.root.setAttribute('aria-label', `${options.name}. ${summary(options, data)}`);
    }
    render(isEmpty ? nothing : legendOf(options.series), legend);
  }

  const resize = new ResizeObserver(() => {
    if (plot && box.clientWidth !== plot.width && box.clientWidth > 0) {
      plot.setSize({ width: box.clientWidth, height: plot.height });
    }
  });
  resize.observe(box);
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  window.addEventListener('afterimage:theme', draw);
  scheme.addEventListener('change', draw);
  draw();

  return {
    set(next, nextMarks) {
      const wasEmpty = data[0].length === 0;
      data = next;
      marks = nextMarks ?? marks;
      if (!plot || wasEmpty || next[0].length === 0) {
        draw();
      } else {
        plot.setData(data);
        plot.root.setAttribute('aria-label', `${options.name}. ${summary(options, data)}`);
      }
    },
    destroy() {
      resize.disconnect();
      window.removeEventListener('afterimage:theme', draw);
      scheme.removeEventListener('change', draw);
      plot?.destroy();
      root.replaceChildren();
    },
  };
}

function seriesColour(series, at) {
  return `series-${series.colour ?? (at % 8) + 1}`;
}

function legendOf(series) {
  return html`<ul class="chart-legend">
    ${series.map((one, at) =>
      one.text
        ? html`<li><span class="dot ${seriesColour(one, at)} ${one.isRing ? 'ring' : ''}"></span>${one.text}</li>`
        : nothing,
    )}
  </ul>`;
}

/** The last values in words: what a chart says to who does not see it. */
function summary(options, data) {
  const format = options.y?.format ?? String;
  return options.series
    .map((series, at) => {
      const last = data[at + 1].findLast((value) => value !== null && value !== undefined);
      return series.text && last !== undefined ? `${series.text}: ${format(last)} at last` : '';
    })
    .filter(Boolean)
    .join(', ');
}

function settings(options, marks, box) {
  const axis = {
    stroke: colour('muted'),
    font: '12px Inter, system-ui, sans-serif',
    grid: { stroke: colour('line'), width: 1 },
    ticks: { stroke: colour('line'), width: 1, size: 4 },
  };
  const { min, max, format } = options.y ?? {};
  const bands = options.series.flatMap((series, at) =>
    series.band
      ? [{ series: [series.band[1] + 1, series.band[0] + 1], fill: fade(colour(seriesColour(series, at))) }]
      : [],
  );
  return {
    width: Math.max(200, box.clientWidth),
    height: options.height ?? 240,
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false } },
    scales: {
      x: { time: options.time ?? true },
      y: {
        range: (plot, low, high) => {
          const [from, to] = low === high || low === null ? [low ?? 0, (high ?? 0) + 1] : [low, high];
          const room = (to - from) * 0.06;
          return [min ?? from - room, max ?? to + room];
        },
      },
    },
    bands,
    axes: [
      { ...axis, ...xTexts(options) },
      {
        ...axis,
        size: 58,
        ...(format ? { values: (plot, values) => values.map((value) => (value === null ? '' : format(value))) } : {}),
      },
    ],
    series: [
      {},
      ...options.series.map((series, at) => ({
        label: series.text ?? '',
        stroke: series.text ? colour(seriesColour(series, at)) : 'transparent',
        width: 2,
        dash: series.dash,
        points: { show: series.points ?? false, size: 6 },
        spanGaps: true,
      })),
    ],
    hooks: {
      draw: [(plot) => drawMarks(plot, marks())],
      setCursor: [(plot) => showValues(plot, options)],
    },
  };
}

function xTexts(options) {
  if (options.x?.format) {
    return { values: (plot, values) => values.map(options.x.format) };
  }
  return (options.time ?? true) ? { values: TIME_AXIS } : {};
}

/** A colour at a fifth of its strength. */
function fade(rgb) {
  return rgb.replace(/^rgb\((.*)\)$/, (match, parts) => `rgba(${parts.replaceAll(' ', ', ').replaceAll(',,', ',')}, 0.2)`);
}

function drawMarks(plot, marks) {
  const { ctx, bbox } = plot;
  const scale = devicePixelRatio || 1;
  ctx.save();
  ctx.font = `${11 * scale}px Inter, system-ui, sans-serif`;
  ctx.textBaseline = 'top';
  for (const mark of marks) {
    const x = Math.round(plot.valToPos(mark.at, 'x', true));
    if (x < bbox.left || x > bbox.left + bbox.width) {
      continue;
    }
    ctx.strokeStyle = ctx.fillStyle = colour(mark.tone ?? 'muted');
    ctx.lineWidth = scale;
    ctx.setLineDash([4 * scale, 3 * scale]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    if (mark.text) {
      const width = ctx.measureText(mark.text).width;
      const left = x + width + 8 * scale > bbox.left + bbox.width ? x - width - 4 * scale : x + 4 * scale;
      ctx.fillText(mark.text, left, bbox.top + 2 * scale);
    }
  }
  ctx.restore();
}

/** The values under the mouse, as the chart's tooltip. */
function showValues(plot, options) {
  const at = plot.cursor.idx;
  if (at === null || at === undefined) {
    plot.root.title = '';
    return;
  }
  const format = options.y?.format ?? String;
  const x = plot.data[0][at];
  const where = options.x?.format
    ? options.x.format(x)
    : (options.time ?? true)
      ? new Date(x * 1000).toLocaleString('en-GB')
      : String(x);
  const lines = options.series
    .map((series, index) => [series.text, plot.data[index + 1][at]])
    .filter(([text, value]) => text && value !== null && value !== undefined)
    .map(([text, value]) => `${text}: ${format(value)}`);
  plot.root.title = [where, ...lines].join('\n');
}
