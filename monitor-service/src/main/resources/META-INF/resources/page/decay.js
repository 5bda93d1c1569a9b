// Whether the stable version has decayed: what is measured of it, how fast that changes, and when a limit will be reached.

import { h, show } from './dom.js';
import { count, digits, percent, time } from './format.js';
import { badge, empty, isAnswer, panel, unanswered, version } from './views.js';

const days = (value) => (value === undefined ? digits(value) : `${digits(value)} d`);
const KINDS = {
  drift: ['Drift of the inputs', digits], accuracy: ['Accuracy by labels', percent],
  estimatedAccuracy: ['Accuracy by its own probabilities', percent], age: ['Age', days],
};

export function decay() {
  const { element, body } = panel('decay', 'Decay of the stable version',
    'The foremost drift of the last day, accuracy as labels of the last days tell it, and age; a line through up to thirty days says how fast each changes. What rests on the model’s own probabilities is advice and fires nothing.');
  return {
    element,
    show({ decay }) {
      if (!isAnswer(decay)) show(body, unanswered(decay));
      else show(body, decay ? found(decay) : empty('No version is stable yet.'));
    },
    close() {},
  };
}

function found(signal) {
  const heads = ['Measure', 'Signal', 'Now', 'Limit', 'A day', 'Limit reached'];
  return [
    signal.reasons.length === 0 ? null : h('div', { class: 'scroll' }, h('table', { class: 'cards alarms' },
      h('caption', {}, version(signal.version, 'stable')),
      h('thead', {}, h('tr', {}, heads.map((head) => h('th', { scope: 'col' }, head)))),
      h('tbody', {}, signal.reasons.map(row)))),
    Object.entries(signal.unknown).map(([kind, why]) => h('p', { class: 'about', 'data-key': kind }, `${title(kind)}: ${why}.`)),
  ];
}

const title = (kind) => KINDS[kind]?.[0] ?? kind;

function row(reason) {
  const [name, inUnit] = KINDS[reason.kind] ?? [reason.kind, digits];
  const range = (one) => h('span', { class: 'range' }, `${inUnit(one.low)} to ${inUnit(one.high)}`);
  const cell = (label, ...content) => h('td', { 'data-label': label }, h('div', {}, ...content));
  const more = reason.kind === 'age' ? null : reason.feature ?? `of ${count(reason.n)}`;
  return h('tr', { 'data-key': reason.kind },
    h('th', { scope: 'row' }, name, more ? h('span', { class: 'range' }, more) : null),
    cell('Signal', reason.fired ? badge(reason.advisory ? 'warn' : 'bad', reason.advisory ? 'Advice' : 'Decayed') : badge(reason.threshold === undefined ? 'quiet' : 'good', reason.threshold === undefined ? 'No limit' : 'Within')),
    cell('Now', h('span', { class: 'number' }, inUnit(reason.value)), reason.interval ? range(reason.interval) : null),
    cell('Limit', h('span', { class: 'number' }, inUnit(reason.threshold))),
    cell('A day', h('span', { class: 'number' }, reason.perDay === undefined || reason.kind === 'age' ? '–' : signed(reason.perDay, inUnit)),
      reason.perDayInterval && reason.kind !== 'age' ? range(reason.perDayInterval) : null),
    cell('Limit reached', reason.reachedAt ? time(reason.reachedAt) : '–', reason.reachedEarliest
      ? h('span', { class: 'range' }, reason.reachedLatest ? `between ${time(reason.reachedEarliest)} and ${time(reason.reachedLatest)}` : `not before ${time(reason.reachedEarliest)}`) : null));
}

const signed = (value, inUnit) => (value > 0 ? `+${inUnit(value)}` : inUnit(value));
