// How sure a version was, as bars.
import { html, svg } from '../../lib/html.js';
import { number, percent } from '../../lib/format.js';

const WIDTH = 400;
const HEIGHT = 140;

/**
 * Bars of equal steps from 0 to 1.
 *
 * @param name what they show, for screen readers
 * @param layers `{ text, tone, counts }` each, one on the other
 */
export function histogram(name, layers) {
  const bins = layers[0].counts.length;
  const sums = layers[0].counts.map((count, bin) => layers.reduce((sum, layer) => sum + layer.counts[bin], 0));
  const most = Math.max(...sums, 1);
  const step = WIDTH / bins;
  const bars = sums.map((sum, bin) => {
    let top = HEIGHT;
    return layers.map((layer) => {
      const height = (layer.counts[bin] / most) * HEIGHT;
      top -= height;
      return svg`<rect class="bar-${layer.tone}" x=${bin * step + 1} y=${top}
          width=${step - 2} height=${height}>
        <title>${from(bin, bins)}–${from(bin + 1, bins)}: ${number(layer.counts[bin])} ${layer.text}</title>
      </rect>`;
    });
  });
  return html`<figure class="bars">
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${name}. ${words(layers, bins)}">
      ${bars}
    </svg>
    <div class="bars-axis" aria-hidden="true"><span>0 %</span><span>50 %</span><span>100 %</span></div>
    <ul class="chart-legend">
      ${layers.map((layer) => html`<li><span class="dot dot-${layer.tone}"></span>${layer.text}</li>`)}
    </ul>
  </figure>`;
}

function from(bin, bins) {
  return percent(bin / bins, 0);
}

function words(layers, bins) {
  return layers
    .map((layer) => {
      const sum = layer.counts.reduce((one, other) => one + other, 0);
      const sure = layer.counts.slice(Math.ceil(bins * 0.9)).reduce((one, other) => one + other, 0);
      return `${number(sum)} ${layer.text}, ${number(sure)} of them at 90 % or more`;
    })
    .join('; ');
}

/** The same as rows of a table: from, to, and how many of each layer. */
export function histogramRows(layers) {
  const bins = layers[0].counts.length;
  return layers[0].counts.map((count, bin) => [
    `${from(bin, bins)} to ${from(bin + 1, bins)}`,
    ...layers.map((layer) => number(layer.counts[bin])),
  ]);
}
