// Which limits were learned from the stable version's history, which is in force, and how it came to be so.

import { h, show } from './dom.js';
import { count, inUnit, metricUnit, time, words } from './format.js';
import { badge, empty, isAnswer, panel, unanswered } from './views.js';

const SLOTS = { hourOfWeek: 'this hour of the week', hourOfDay: 'this hour of the day' };
const MOST_CHANGES = 24;

export function limits() {
  const { element, body } = panel('limits', 'Learned limits',
    'From the hours of the stable version, by season, so that it would itself be beyond a limit as seldom as its budget says. Never looser than the hard limit; while a rollout is under way nothing of its time is learned from.');
  return {
    element,
    show({ limits }) {
      if (!isAnswer(limits)) show(body, unanswered(limits));
      else show(body, limits && limits.limits.length > 0 ? found(limits) : empty('No alarm of this deployment has a limit that is learned.'));
    },
    close() {},
  };
}

function found(answer) {
  const heads = ['Alarm', 'In force', 'Hard limit', 'Learned from', 'Changes'];
  return [
    answer.frozen ? h('p', { class: 'about' }, badge('busy', 'Frozen'), ' A rollout is under way: what happens in it is not learned from.') : null,
    h('div', { class: 'scroll' }, h('table', { class: 'cards alarms' },
      h('caption', { class: 'hidden' }, 'Limits that are learned'),
      h('thead', {}, h('tr', {}, heads.map((head) => h('th', { scope: 'col' }, head)))),
      h('tbody', {}, answer.limits.map(row)))),
  ];
}

function row(limit) {
  const unit = metricUnit(limit.metric);
  const value = (number) => h('span', { class: 'number' }, inUnit(number, unit));
  const range = (...text) => h('span', { class: 'range' }, ...text);
  const cell = (label, ...content) => h('td', { 'data-label': label }, h('div', {}, ...content));
  const learned = limit.source === 'LEARNED';
  return h('tr', { 'data-key': `${limit.alarm} ${limit.feature ?? ''}` },
    h('th', { scope: 'row' }, limit.alarm, range(limit.feature ?? words(limit.metric))),
    cell('In force', value(limit.limit), badge(learned ? 'good' : 'quiet', learned ? 'Learned' : 'Hard limit'),
      limit.since ? range(`since ${time(limit.since)}`) : null),
    cell('Hard limit', value(limit.hardMax), range(`${limit.falseAlarmsPerWeek} a week at most`)),
    h('td', { 'data-label': 'Learned from', class: 'wide' }, h('div', { class: 'said' }, limit.why
      ?? `${inUnit(limit.usual, unit)} is usual in ${SLOTS[limit.slot] ?? limit.slot}, seen ${count(limit.visits)} times`),
    range(`${count(limit.hours)} hours${limit.alarmedHours > 0 ? `, ${count(limit.alarmedHours)} left out for alarms` : ''}`)),
    cell('Changes', history(limit, unit)));
}

function history(limit, unit) {
  const changes = limit.history.slice(-MOST_CHANGES).reverse();
  const item = (change, when) => h('li', { 'data-key': change.from },
    `${when} ${time(change.from)}: ${inUnit(change.limit, unit)}${change.source === 'LEARNED' ? '' : ' (hard limit)'}${change.frozen ? ', frozen' : ''}`);
  if (changes.length === 0) return h('span', { class: 'quiet' }, 'none yet');
  return h('details', {}, h('summary', {}, `${count(limit.history.length)} in a week`),
    h('ul', {}, limit.next ? item(limit.next, 'from') : null, changes.map((change) => item(change, 'since'))));
}
