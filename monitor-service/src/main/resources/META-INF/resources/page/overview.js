// Deployments at a glance.

import { h, show } from './dom.js';
import { ago, shortName } from './format.js';
import { empty, outcomeBadge, phaseBadge, version, weightBar } from './views.js';

const QUIET_AFTER_MS = 3 * 60_000;

export function overview() {
  const table = h('div');
  const firing = h('div');
  const element = h('div', { class: 'overview' }, h('section', { class: 'panel', 'aria-labelledby': 'deployments' },
    h('h1', { id: 'deployments' }, 'Deployments'), table), firing);
  return {
    element,
    title: 'Deployments',
    show({ rollouts, verdicts }) {
      show(table, rollouts.length === 0 ? nothing() : list(rollouts, verdicts));
      show(firing, signals(rollouts, verdicts));
    },
    close() {},
  };
}

const nothing = () => empty('No deployment is known yet. Apply a ModelDeployment, and it shows up here as soon as the operator sees it: ',
  h('code', {}, 'kubectl apply -f model-deployment.yaml'));

function list(rollouts, verdicts) {
  const heads = ['Deployment', 'Stable', 'Candidate', 'Phase', 'Weight', 'Verdict', 'Why'];
  return h('div', { class: 'scroll' }, h('table', { class: 'cards' },
    h('thead', {}, h('tr', {}, heads.map((head) => h('th', { scope: 'col' }, head)))),
    h('tbody', {}, rollouts.map((report) => row(report, verdicts.get(report.deployment))))));
}

function row(report, verdict) {
  const late = Date.now() - new Date(report.at) > QUIET_AFTER_MS;
  const cell = (label, ...content) => h('td', { 'data-label': label }, h('div', {}, ...content));
  return h('tr', { 'data-key': report.deployment },
    h('th', { scope: 'row' }, h('a', { href: `#/${report.deployment}` }, shortName(report.deployment))),
    cell('Stable', version(report.stable, 'stable')),
    cell('Candidate', version(report.candidate?.version, 'candidate')),
    cell('Phase', phaseBadge(report.phase)),
    cell('Weight', report.candidate ? weightBar(report.candidate.weight) : h('span', { class: 'quiet' }, '–')),
    cell('Verdict', verdict ? outcomeBadge(verdict.outcome) : h('span', { class: 'quiet' }, '–')),
    cell('Why', h('span', { class: 'why' }, report.message),
      late ? h('span', { class: 'quiet' }, ` Last told ${ago(report.at)}.`) : null));
}

function signals(rollouts, verdicts) {
  const rows = rollouts.flatMap((report) => (verdicts.get(report.deployment)?.reasons ?? [])
    .filter((reason) => reason.signal === 'Firing').map((reason) => ({ report, reason })));
  if (rows.length === 0) return null;
  return h('section', { class: 'panel', 'aria-labelledby': 'firing' }, h('h2', { id: 'firing' }, 'Alarms that fire'),
    h('ul', { class: 'decisions' }, rows.map(({ report, reason }) => h('li', {},
      h('span', { class: 'mark bad', 'aria-hidden': 'true' }, '▲'),
      h('div', {}, h('a', { href: `#/${report.deployment}` }, shortName(report.deployment)), ' ',
        h('strong', {}, reason.alarm), h('p', {}, reason.message))))));
}
