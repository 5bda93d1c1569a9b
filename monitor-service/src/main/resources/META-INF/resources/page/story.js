// How a rollout came where it is: the candidate's weight over time, with a mark for each decision, and the decisions in words.

import { h, show } from './dom.js';
import { time, weight } from './format.js';
import { chart } from './chart.js';
import { empty, panel, reasonKind } from './views.js';

const MOST_LISTED = 60;

export function story() {
  const { element, body } = panel('story', 'Rollout', 'The candidate’s share of live requests, and what was decided when.');
  const share = chart({ title: 'Candidate’s weight', format: (v) => `${Math.round(v)} %`, max: 110, stepped: true, fill: true, height: 240, none: 'No candidate had a share in this time.' });
  const list = h('ol', { class: 'decisions', tabindex: 0, 'aria-label': 'Decisions, newest first' });
  body.append(h('div', { class: 'story' }, share.element, list));
  return {
    element,
    show({ changes, range }) {
      const decisions = decided(changes);
      share.show({ ...weights(changes, range), marks: marks(decisions), range });
      show(list, decisions.length === 0
        ? h('li', {}, empty('Nothing was decided yet.'))
        : decisions.slice(-MOST_LISTED).reverse().map(item));
    },
    close: () => share.close(),
  };
}

/** The changes in which something was decided: not those that only say what is waited for. */
export function decided(changes) {
  return changes.filter((change, i) => {
    const before = changes[i - 1];
    return before === undefined || before.phase !== change.phase || before.stable !== change.stable
      || before.candidate?.version !== change.candidate?.version || before.candidate?.weight !== change.candidate?.weight
      || (reasonKind(change.reason) !== 'busy' && before.reason !== change.reason);
  }).map((change, i) => ({ ...change, number: i + 1 }));
}

function weights(changes, [from, to]) {
  const points = changes.map((change) => [new Date(change.at) / 1000, (change.candidate?.weight ?? 0) / 100]);
  const before = points.filter(([at]) => at <= from).pop();
  const within = points.filter(([at]) => at > from && at <= to);
  const all = [...(before ? [[from, before[1]]] : []), ...within];
  if (all.length > 0) all.push([to, all[all.length - 1][1]]);
  return { times: all.map(([at]) => at), series: [{ name: 'weight', role: 'candidate', values: all.map(([, share]) => share) }] };
}

const marks = (decisions) => decisions.map((change) => ({
  at: new Date(change.at) / 1000, kind: reasonKind(change.reason), text: String(change.number),
}));

function item(change) {
  const candidate = change.candidate ? `, version ${change.candidate.version} at ${weight(change.candidate.weight)}` : '';
  return h('li', { 'data-key': change.at },
    h('span', { class: `mark ${reasonKind(change.reason)}` }, change.number),
    h('div', {}, h('time', { datetime: change.at }, time(change.at)), h('strong', {}, `${change.phase}${candidate}`), h('p', {}, change.message)));
}
