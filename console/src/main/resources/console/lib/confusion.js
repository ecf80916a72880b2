// The confusion matrix: true classes in rows, answers in columns.
import { html, nothing, styled } from './html.js';
import { number, percent } from './format.js';

/**
 * A matrix as a table with numbers, shaded by the share of the row.
 *
 * @param name what it shows, for screen readers
 * @param labels of rows and columns; a further column is of answers that are none of them
 * @param matrix counts by row and column
 * @param other `{ labels, matrix, text, isSame }` of another version to show the difference to; where
 *     the images are not the same, shares of rows are compared
 */
export function confusionTable(name, labels, matrix, other) {
  const columns = matrix[0]?.length > labels.length ? [...labels, 'other'] : labels;
  return html`<div class="table-box" tabindex="0" role="region" aria-label=${name}>
    <table class="confusion">
      <caption class="visually-hidden">
        ${name}: true classes in rows, answers in columns
      </caption>
      <thead>
        <tr>
          <th scope="col">true \\ answer</th>
          ${columns.map((label) => html`<th scope="col" title=${label}>${label}</th>`)}
          <th scope="col">Recall</th>
        </tr>
      </thead>
      <tbody>
        ${matrix.map((row, at) => rowOf(labels, columns, row, at, other))}
      </tbody>
    </table>
  </div>`;
}

function rowOf(labels, columns, row, at, other) {
  const all = sum(row);
  const before = other && rowBefore(other, labels[at], columns);
  return html`<tr>
    <th scope="row" title=${labels[at]}>${labels[at]}</th>
    ${row.map((count, column) => {
      const share = all > 0 ? count / all : 0;
      return html`<td
        class=${count === 0 && !before?.[column] ? 'none' : column === at ? 'right' : 'wrong'}
        ${styled({ '--shade': `${Math.round(share * 45)}%` })}
      >
        ${number(count)}${before ? difference(count, all, before, column, other.isSame) : nothing}
      </td>`;
    })}
    <td>
      ${all > 0 ? percent(row[at] / all) : '–'}${before && all > 0 && sum(before) > 0
        ? points(row[at] / all - before[at] / sum(before))
        : nothing}
    </td>
  </tr>`;
}

/** The other version's row of a class, in the order of these columns; absent where it has none. */
function rowBefore(other, label, columns) {
  const at = other.labels.indexOf(label);
  if (at < 0 || !other.matrix[at]) {
    return undefined;
  }
  const row = other.matrix[at];
  const known = columns.map((column) => {
    const place = other.labels.indexOf(column);
    return place < 0 ? 0 : row[place];
  });
  const rest = sum(row) - sum(known);
  if (columns.at(-1) === 'other' && !other.labels.includes('other')) {
    known[known.length - 1] = rest;
  }
  return known;
}

function difference(count, all, before, column, isSame) {
  if (!isSame) {
    const total = sum(before);
    return all > 0 && total > 0 ? points(count / all - before[column] / total) : nothing;
  }
  const change = count - before[column];
  return change === 0
    ? nothing
    : html`<small>${change > 0 ? '+' : '−'}${number(Math.abs(change))}</small>`;
}

function points(change) {
  const tenths = Math.round(change * 1000) / 10;
  return tenths === 0
    ? nothing
    : html`<small>${tenths > 0 ? '+' : '−'}${Math.abs(tenths).toFixed(1)} pts</small>`;
}

function sum(numbers) {
  return numbers.reduce((total, one) => total + one, 0);
}
