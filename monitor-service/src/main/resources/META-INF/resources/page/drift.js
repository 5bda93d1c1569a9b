// How far each feature lies from its reference, over time; a cell opens the two distributions.

import { h, show } from './dom.js';
import { count, digits, percent, time } from './format.js';
import { empty, panel, version } from './views.js';

/* The usual reading of a population stability index. */
const LEVELS = [[0.02, 'l0', 'below 0.02'], [0.05, 'l1', '0.02'], [0.1, 'l2', '0.05'], [0.2, 'l3', '0.1'], [0.5, 'l4', '0.2: a drift'], [Infinity, 'l5', '0.5']];
const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export function drift(open) {
  const { element, body } = panel('drift', 'Drift of the inputs',
    'The population stability index of each feature against its reference, less what chance alone makes of it. What moves for both versions is the world’s doing, not the candidate’s. Choose a cell to see both distributions; arrow keys move.');
  const grid = h('div');
  const opened = h('div', { role: 'status' });
  body.append(grid, opened);
  let chosen = null;

  function choose(version, feature, at) {
    chosen = { version, feature, at };
    open();
  }

  return {
    element,
    chosen: () => chosen,
    show({ drift, distribution, report }) {
      const some = aligned(drift, report).filter((one) => one.features.length > 0);
      show(grid, some.length === 0
        ? empty('Nothing was profiled in this time. Model servers profile the features that signature.json names.')
        : [h('div', { class: 'heats' }, some.map((one) => heat(one, drift, chosen, choose))), scale()]);
      show(opened, some.length > 0 && distribution ? distributions(distribution, report) : null);
    },
    close() {},
  };
}

/** The features of each version with a value for each of the times. */
function aligned(drift, report) {
  return (drift?.versions ?? []).map((one) => ({
    version: one.version, role: one.version === report?.stable ? 'stable' : 'candidate',
    features: one.features.map((feature) => {
      const byTime = new Map(feature.points.map((point) => [point.at, point]));
      const points = drift.times.map((at) => byTime.get(at));
      return { name: feature.name, points, values: points.map((point) => point?.effect ?? null) };
    }),
  }));
}

const level = (value) => LEVELS.find(([below]) => value < below)[1];

function heat(one, drift, chosen, choose) {
  const every = Math.max(1, Math.ceil(drift.times.length / 6));
  return h('div', { class: 'scroll', 'data-key': one.version }, h('table', { class: 'heat' },
    h('caption', {}, version(one.version, one.role), h('span', { class: 'quiet' }, ' against its training data')),
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, h('span', { class: 'hidden' }, 'Feature')),
      drift.times.map((at, i) => h('th', { scope: 'col' }, i % every === 0 ? time(at * 1000).slice(0, 5) : h('span', { class: 'hidden' }, time(at * 1000)))))),
    h('tbody', { onkeydown: move }, one.features.map((feature, row) => h('tr', {}, h('th', { scope: 'row', title: feature.name }, feature.name),
      feature.values.map((_, i) => h('td', {}, cell(feature, drift.times[i], i, {
        chosen: chosen?.version === one.version && chosen.feature === feature.name && chosen.at === drift.times[i],
        first: row === 0 && i === 0, choose: () => choose(one.version, feature.name, drift.times[i]),
      }))))))));
}

function cell(feature, at, i, { chosen, first, choose }) {
  const value = feature.values[i];
  const said = `${feature.name}, ${time(at * 1000)}: ${typeof value === 'number' ? `drift ${digits(value)} of ${count(feature.points[i].rows)} rows` : 'nothing seen'}`;
  return h('button', {
    type: 'button', class: typeof value === 'number' ? level(value) : 'none', title: said, 'aria-label': said,
    'aria-pressed': String(Boolean(chosen)), tabindex: chosen || first ? 0 : -1, onclick: choose,
  });
}

/** Arrow keys go from cell to cell; the tab key goes on to what follows. */
function move(event) {
  const step = MOVES[event.key];
  const from = event.target.closest('td');
  if (!step || !from) return;
  event.preventDefault();
  const row = from.parentElement;
  const rows = [...row.parentElement.children];
  const next = rows[rows.indexOf(row) + step[0]]?.children[from.cellIndex + step[1]]?.querySelector('button');
  if (next) {
    next.tabIndex = 0;
    next.focus();
  }
}

const scale = () => h('ul', { class: 'scale', 'aria-label': 'Colours' }, LEVELS.map(([, name, text], i) => h('li', { class: name },
  h('i', {}), i === 0 ? text : `from ${text}`)));

function distributions(shown, report) {
  const most = Math.max(...shown.bins.flatMap((bin) => [bin.reference, bin.current]), 0.001);
  const role = shown.version === report?.stable ? 'stable' : 'candidate';
  const bar = (name, share, y) => h('rect', { class: name, x: 0, y, width: share / most * 100, height: 8, rx: 1 });
  return h('section', { 'aria-label': `Distributions of ${shown.feature}` },
    h('h3', {}, `${shown.feature}, version ${shown.version}: reference (grey) and what was seen`),
    h('p', { class: 'quiet' }, `${count(shown.referenceRows)} rows of the reference, ${count(shown.rows)} rows seen.`),
    shown.drift ? h('p', { class: 'quiet' }, distances(shown.drift)) : null,
    h('div', { class: 'distribution' }, shown.bins.map((bin) => h('div', { class: 'bin' },
      h('span', { class: 'name', title: bin.name }, bin.name),
      h('svg', { viewBox: '0 0 100 18', preserveAspectRatio: 'none', 'aria-hidden': 'true' },
        bar('then', bin.reference, 0), bar(`now ${role}`, bin.current, 9)),
      h('span', { class: 'number' }, `${percent(bin.reference)} → ${percent(bin.current)}`)))));
}

const DISTANCES = [['stabilityIndex', 'stability index'], ['jensenShannon', 'Jensen-Shannon'], ['cramersV', 'Cramér’s V'],
  ['kolmogorovSmirnov', 'Kolmogorov-Smirnov'], ['wasserstein', 'Wasserstein in deviations']];

/** Every distance that is known, by name. */
function distances(drift) {
  return `${DISTANCES.filter(([key]) => typeof drift[key] === 'number').map(([key, name]) => `${name} ${digits(drift[key])}`).join(', ')}.`;
}
