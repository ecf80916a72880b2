// The charts of the health of learning: which lines, which marks, and the same as a table.
import { percent, decimal, moment } from '../../lib/format.js';
import { lineChart } from '../../lib/chart.js';
import { marksOf } from '../../lib/labels.js';

/** Draws anew where the lines change, and only moves them where they do not. */
export class Chart {
  constructor(options) {
    this.options = options;
  }

  /**
   * Shows lines in an element.
   *
   * @param series as lib/chart.js takes them
   * @param data the times, then the values of each line
   */
  show(host, series, data, marks = []) {
    const lines = JSON.stringify(series);
    if (host !== this.host || lines !== this.lines) {
      this.destroy();
      this.plot = lineChart(host, { ...this.options, series, marks });
      this.host = host;
      this.lines = lines;
    }
    this.plot.set(data, marks);
  }

  destroy() {
    this.plot?.destroy();
    this.plot = undefined;
    this.host = undefined;
  }
}

/** The times of a report that have something to show, from its first one on. */
function window(report, isFilled) {
  const first = report.times.findIndex((time, at) => isFilled(at));
  return first < 0 ? [] : report.times.map((time, at) => at).slice(Math.max(0, first - 1));
}

/** A line with the band of its interval for each version. */
export function accuracyLines(report) {
  const at = window(report, (time) => report.accuracy.some((line) => line.points[time]));
  const series = [];
  const data = [at.map((time) => report.times[time])];
  report.accuracy.forEach((line, index) => {
    const place = series.length;
    series.push(
      { text: line.version, colour: (index % 8) + 1, band: [place + 1, place + 2], points: true },
      { colour: (index % 8) + 1 },
      { colour: (index % 8) + 1 },
    );
    for (const part of ['value', 'low', 'high']) {
      data.push(at.map((time) => line.points[time]?.[part] ?? null));
    }
  });
  return { series, data: at.length ? data : data.map(() => []) };
}

/** Buckets of a mix that are told together: single ones hold too few images to compare. */
const TOGETHER = 6;

/** The share of each label among all of some buckets; nothing where they are empty. */
export function mixLines(report, bands) {
  const starts = report.times.map((time, at) => at).filter((at) => at % TOGETHER === 0);
  const sums = bands.map((band) => starts.map((at) => sum(band.counts.slice(at, at + TOGETHER))));
  const totals = starts.map((start, at) => sum(sums.map((counts) => counts[at])));
  const first = totals.findIndex((total) => total > 0);
  const shown = starts.map((start, at) => at).slice(first < 0 ? totals.length : first);
  const byLabel = marksOf(namesOf([...report.predicted, ...report.truth]));
  return {
    series: bands.map(({ label }) =>
      label === undefined
        ? { text: 'all others', colour: 8, dash: [4, 4] }
        : { text: label, ...byLabel.get(label), dash: byLabel.get(label).isRing ? [10, 3] : undefined },
    ),
    data: [
      shown.map((at) => report.times[starts[at]]),
      ...sums.map((counts) => shown.map((at) => (totals[at] > 0 ? counts[at] / totals[at] : null))),
    ],
  };
}

function namesOf(bands) {
  return bands.map((band) => band.label).filter((label) => label !== undefined);
}

function sum(values) {
  return values.reduce((one, other) => one + other, 0);
}

/** How new images are, and how many were unknown. */
export function noveltyLines(report) {
  const at = window(report, (time) => report.novelty[time].mean !== undefined);
  return {
    series: [
      { text: 'Novelty, mean', colour: 1 },
      { text: 'Unknown, share of images', colour: 2 },
    ],
    data: [
      at.map((time) => report.times[time]),
      at.map((time) => report.novelty[time].mean ?? null),
      at.map((time) => report.novelty[time].unknown?.value ?? null),
    ],
  };
}

/** Swaps and runs as lines through a chart. */
export function marks(report) {
  return report.turns.map((turn) => ({
    at: new Date(turn.at).getTime() / 1000,
    text: turn.kind === 'SWAP' ? `→ ${turn.version}` : '',
    tone: turn.kind === 'SWAP' ? 'accent' : turn.kind === 'TRIGGER' ? 'warn' : 'muted',
  }));
}

/** The rows of a chart as a table, the newest first: the time, then each line's value. */
export function rows({ series, data }, format) {
  const lines = series.map((one, at) => [one, at + 1]).filter(([one]) => one.text);
  return data[0]
    .map((time, at) => [moment(new Date(time * 1000).toISOString()), ...lines.map(([, y]) => data[y][at])])
    .filter(([, ...values]) => values.some((value) => value !== null))
    .reverse()
    .map(([time, ...values]) => [time, ...values.map((value) => (value === null ? '–' : format(value)))]);
}

/** The columns of that table. */
export function columns({ series }) {
  return [
    { text: 'From' },
    ...series.filter((one) => one.text).map((one) => ({ text: one.text, number: true })),
  ];
}

/** A share with its interval, as text. */
export function shareText(share) {
  return share
    ? `${percent(share.value)} (${decimal(share.low * 100)}–${decimal(share.high * 100)})`
    : '–';
}

