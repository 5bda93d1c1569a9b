// What labels, people's decisions, clicks and redos say about the answers, over time.

import { h, show } from './dom.js';
import { chart } from './chart.js';
import { count, percent } from './format.js';
import { empty, panel } from './views.js';

const OTHERS = ['quiet', 'good', 'warn', 'link'];
const KINDS = [
  ['accuracy', 'As the label says', (p) => [p.asLabelled, p.labelled]],
  ['agreement', 'As a person decided', (p) => [p.asDecided, p.decided]],
  ['clicks', 'Taken (clicked)', (p) => [p.clicked, p.answers]],
  ['redos', 'Asked again', (p) => [p.askedAgain, p.answers]],
];

export function learned() {
  const { element, body } = panel('learned', 'Feedback and accuracy',
    'Feedback joined with the sampled answers that it is about, by the time of the answer. Recent answers may still get theirs.');
  const note = h('div');
  const charts = KINDS.map(([, title]) => chart({ title, format: percent, max: 1.02, none: 'No such feedback in this time.' }));
  const grid = h('div', { class: 'charts' }, charts.map((one) => one.element));
  body.append(note, grid);
  return {
    element,
    show({ learned, report, verdict, range }) {
      const versions = Object.entries(learned?.versions ?? {});
      const some = versions.some(([, points]) => points.some((p) => p.labelled + p.decided + p.clicked + p.askedAgain > 0));
      grid.hidden = !some;
      show(note, some ? totals(versions) : empty('No feedback on sampled answers in this time. Applications send it to the router: ', h('code', {}, 'POST /v1/feedback'), '.'));
      if (some) KINDS.forEach(([, , shares], i) => charts[i].show(lines(learned, versions, shares, { report, verdict, range })));
    },
    close: () => charts.forEach((one) => one.close()),
  };
}

const totals = (versions) => h('p', { class: 'about' }, versions.map(([version, points]) => {
  const sum = (field) => points.reduce((total, point) => total + point[field], 0);
  return `Version ${version}: ${count(sum('answers'))} sampled answers, ${count(sum('labelled'))} with a label, ${count(sum('decided'))} decided by people. `;
}));

function lines(learned, versions, shares, { report, verdict, range }) {
  return {
    times: learned.times, range,
    series: versions.map(([version, points], i) => {
      const byTime = new Map(points.map((point) => [point.at, point]));
      const role = version === report?.stable ? 'stable' : version === (report?.candidate?.version ?? verdict?.candidate) ? 'candidate' : OTHERS[i % OTHERS.length];
      return {
        name: version, role, dash: role === 'stable' || role === 'candidate' ? 0 : 1 + (i % 4),
        values: learned.times.map((at) => {
          const point = byTime.get(at);
          const [part, whole] = point ? shares(point) : [0, 0];
          return whole > 0 ? part / whole : null;
        }),
      };
    }),
  };
}
