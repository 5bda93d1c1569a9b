// What the stable version is wrong about: by class and by slice of its inputs, the worst first, and where labels contradict.

import { h, show } from './dom.js';
import { count, percent } from './format.js';
import { empty, isAnswer, panel, unanswered } from './views.js';

const MOST_ROWS = 10;

export function errors() {
  const { element, body } = panel('errors', 'What it is wrong about',
    'Labelled answers of the stable version in this time. The worst come first: those whose accuracy is low even at the upper end of its interval (95 %), so that a few wrong answers are not on top. A share says how much of the requests is of the kind, and how much more or less than in as long a time before.');
  return {
    element,
    show({ errors, errorsTable }) {
      if (!isAnswer(errors)) show(body, unanswered(errors));
      else show(body, errors?.labelled.n > 0 ? analysis(errors, errorsTable) : empty('No answer in this time has a label.'));
    },
    close() {},
  };
}

function analysis({ labelled, classes, slices, consistency }, tableAt) {
  return [
    h('p', { class: 'about' }, `${count(labelled.right)} of ${count(labelled.n)} were right: ${right(labelled)}. ${labels(consistency)}`),
    table('By slice', ['Slice', 'Labels', 'Right', 'Share', 'Change'], slices.map((slice) => ({
      key: `${slice.feature}=${slice.value}`, name: [slice.feature, h('span', { class: 'range' }, slice.value)], answers: slice.answers,
      more: [['Share', percent(slice.share)], ['Change', slice.change === undefined ? '–' : points(slice.change)]],
    }))),
    table('By class', ['Class by label', 'Labels', 'Right'], classes.map((one) => ({ key: one.label, name: one.label, answers: one.answers, more: [] }))),
    contradictions(consistency),
    h('p', { class: 'about' }, h('a', { href: tableAt, download: '' }, 'All of them as a table (CSV)')),
  ];
}

const right = ({ accuracy, interval }) => `${percent(accuracy)} (${percent(interval.low)} to ${percent(interval.high)})`;
const points = (change) => `${change > 0 ? '+' : ''}${percent(change)}`;
const labels = ({ compared, inconsistent }) => (compared === 0 ? ''
  : `${count(compared)} requests asked what another had asked; ${count(inconsistent)} of them have another label than it: no model can be right about both.`);

function contradictions({ contradictions: pairs }) {
  if (pairs.length === 0) return null;
  return h('details', { 'data-key': 'contradictions' }, h('summary', {}, `Requests that asked the same: ${count(pairs.length)} pairs with different labels`),
    h('ul', { class: 'pairs' }, pairs.map((one) => h('li', { 'data-key': `${one.requestId} ${one.otherRequestId}` },
      h('code', {}, one.requestId), ` is ${one.label}, `, h('code', {}, one.otherRequestId), ` is ${one.otherLabel}`))));
}

function table(caption, heads, rows) {
  if (rows.length === 0) return null;
  const cell = (label, content) => h('td', { 'data-label': label }, h('div', { class: 'number' }, content));
  return h('div', { class: 'scroll', 'data-key': caption }, h('table', { class: 'cards alarms' },
    h('caption', {}, rows.length > MOST_ROWS ? `${caption}: the ${MOST_ROWS} worst of ${count(rows.length)}` : caption),
    h('thead', {}, h('tr', {}, heads.map((head) => h('th', { scope: 'col' }, head)))),
    h('tbody', {}, rows.slice(0, MOST_ROWS).map((row) => h('tr', { 'data-key': row.key },
      h('th', { scope: 'row' }, row.name), cell('Labels', count(row.answers.n)), cell('Right', right(row.answers)),
      row.more.map(([label, text]) => cell(label, text)))))));
}
