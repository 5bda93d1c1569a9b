// One deployment: where it is and why, and everything that the monitor knows of it.

import { h, show } from './dom.js';
import { ago, duration, shortName, time, weight } from './format.js';
import { story } from './story.js';
import { decay } from './decay.js';
import { drift } from './drift.js';
import { errors } from './errors.js';
import { evidence } from './evidence.js';
import { learned } from './learned.js';
import { limits } from './limits.js';
import { software } from './software.js';
import { phaseBadge, version } from './views.js';

const RANGES = [['15 min', 900], ['1 h', 3_600], ['6 h', 21_600], ['24 h', 86_400], ['7 d', 604_800]];

export function detail(deployment, refresh) {
  let seconds = 900;
  const head = h('div', { class: 'head' });
  const facts = h('dl', { class: 'facts' });
  const sections = {
    story: story(), evidence: evidence(), drift: drift(refresh), software: software(), learned: learned(), errors: errors(), decay: decay(),
    limits: limits(),
  };
  const element = h('div', { class: 'detail' },
    head, facts, ranges(), Object.values(sections).map((section) => section.element));

  function ranges() {
    return h('fieldset', { class: 'ranges' }, h('legend', { class: 'hidden' }, 'Time shown'),
      RANGES.map(([name, length]) => {
        const input = h('input', { type: 'radio', name: 'range', value: length, onchange: () => { seconds = length; refresh(); } });
        input.checked = length === seconds;
        return h('label', {}, input, name);
      }));
  }

  return {
    element,
    title: shortName(deployment),
    seconds: () => seconds,
    chosen: () => sections.drift.chosen(),
    range: () => [Date.now() / 1000 - seconds, Date.now() / 1000],
    show(seen) {
      show(head, heading(deployment, seen.report));
      show(facts, seen.report ? factsOf(seen.report) : null);
      for (const section of Object.values(sections)) section.show(seen);
    },
    close: () => Object.values(sections).forEach((section) => section.close()),
  };
}

function heading(deployment, report) {
  return [
    h('p', { class: 'back' }, h('a', { href: '#/' }, '← All deployments')),
    h('div', { class: 'line' }, h('h1', {}, shortName(deployment)), report ? phaseBadge(report.phase) : null),
    h('p', { class: 'why' }, report ? report.message : 'The operator has told nothing about this deployment.'),
  ];
}

function factsOf(report) {
  const candidate = report.candidate;
  const fact = (name, value, more) => h('div', {}, h('dt', {}, name), h('dd', {}, value, more ? h('small', {}, more) : null));
  const steps = candidate?.steps.map(weight).join(', ');
  return [
    fact('Stable', version(report.stable, 'stable'), report.stable ? 'answers by default' : 'none serves yet'),
    fact('Candidate', version(candidate?.version, 'candidate'), candidate ? `started ${ago(candidate.startedAt)}` : 'none is judged'),
    fact('Weight', candidate ? weight(candidate.weight) : '–', candidate?.step ? `step ${candidate.step} of ${candidate.steps.length}: ${steps}` : null),
    fact('In this phase for', duration(Date.now() - new Date(report.phaseSince)), `since ${time(report.phaseSince)}`),
    fact('Route', report.routeRevision ? `revision ${report.routeRevision}` : '–', `told ${ago(report.at)}`),
  ];
}
