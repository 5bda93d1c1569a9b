// Candidate beside stable for each alarm, and the evidence growing towards its thresholds.

import { h, show } from './dom.js';
import { count, digits, inUnit, metricUnit, words } from './format.js';
import { chart } from './chart.js';
import { empty, outcomeBadge, panel, signalBadge } from './views.js';

const ROLES = ['stable', 'candidate', 'good', 'warn', 'quiet', 'link'];

export function evidence() {
  const { element, body } = panel('evidence', 'Candidate beside stable',
    'Both on the same requests over the same time. Intervals hold however often one looks; an alarm fires when harm is shown and the value is beyond its limit.');
  const table = h('div');
  const harm = chart({ title: 'Evidence of harm', log: true, tick: (v) => String(v), none: 'No evidence yet.' });
  const safe = chart({ title: 'Evidence of no harm', log: true, tick: (v) => String(v), none: 'No evidence yet.' });
  const charts = h('div', { class: 'charts' }, harm.element, safe.element);
  body.append(table, charts);
  return {
    element,
    show({ verdict, history, ended }) {
      show(table, verdict ? [summary(verdict, ended), alarms(verdict)] : empty('No candidate has had requests to judge yet.'));
      charts.hidden = !verdict;
      if (verdict) {
        const all = withNow(history, verdict);
        harm.show(lines(all, verdict, 'harmEvidence', 'harmNeeded', 'harm is shown at'));
        safe.show(lines(all, verdict, 'safeEvidence', 'safeNeeded', 'no harm is shown at'));
      }
    },
    close() {
      harm.close();
      safe.close();
    },
  };
}

const summary = (verdict, ended) => h('p', { class: 'about' }, outcomeBadge(verdict.outcome), ended ? ' The last candidate, as it was when it ended: ' : ' ',
  `${count(verdict.candidateRequests)} requests of version ${verdict.candidate}, ${count(verdict.stableRequests)} of version ${verdict.stable}.`);

function alarms(verdict) {
  const heads = ['Alarm', 'Signal', 'Candidate', 'Stable', 'Limit', 'Interval', 'Evidence', 'In words'];
  return h('div', { class: 'scroll' }, h('table', { class: 'cards alarms' },
    h('caption', { class: 'hidden' }, 'Alarms with their evidence'),
    h('thead', {}, h('tr', {}, heads.map((head) => h('th', { scope: 'col' }, head)))),
    h('tbody', {}, verdict.reasons.map(row))));
}

function row(reason) {
  const unit = metricUnit(reason.metric);
  const value = (number) => h('span', { class: 'number' }, inUnit(number, unit));
  const cell = (label, ...content) => h('td', { 'data-label': label }, h('div', {}, ...content));
  return h('tr', { 'data-key': reason.alarm },
    h('th', { scope: 'row' }, reason.alarm, h('span', { class: 'range' }, words(reason.metric))),
    cell('Signal', signalBadge(reason.signal)),
    cell('Candidate', value(reason.value), h('span', { class: 'range' }, `of ${count(reason.samples)}`)),
    cell('Stable', value(reason.reference), h('span', { class: 'range' }, `of ${count(reason.referenceSamples)}`)),
    cell('Limit', value(reason.threshold)),
    cell('Interval', interval(reason, unit)),
    cell('Evidence', bars(reason)),
    h('td', { 'data-label': 'In words', class: 'wide' }, h('div', { class: 'said' }, reason.message)));
}

/* What latencies are counted in ends at about an hour: an interval up to there has no upper bound yet. */
const NO_BOUND_MS = 3_580_000;

/** An interval in words, open where it has no upper bound. */
export function between(range, unit) {
  const open = unit === 'milliseconds' && range.high >= NO_BOUND_MS;
  return open ? `${inUnit(range.low, unit)} or more` : `${inUnit(range.low, unit)} to ${inUnit(range.high, unit)}`;
}

/** The candidate's value within its interval, stable's value and the limit, on one axis from 0. */
function interval(reason, unit) {
  const bounded = reason.interval && !(unit === 'milliseconds' && reason.interval.high >= NO_BOUND_MS);
  const numbers = [reason.value, reason.reference, reason.threshold, bounded ? reason.interval.high : reason.interval?.low].filter((v) => typeof v === 'number');
  if (typeof reason.value !== 'number') return h('span', { class: 'quiet' }, '–');
  const end = Math.max(...numbers) * 1.1 || 1;
  const x = (v) => Math.min(200, Math.max(0, v / end * 196 + 2));
  const range = reason.interval ? `, ${between(reason.interval, unit)}` : '';
  const said = `Candidate ${inUnit(reason.value, unit)}${range}; stable ${inUnit(reason.reference, unit)}; limit ${inUnit(reason.threshold, unit)}`;
  return [h('svg', { class: 'interval', viewBox: '0 0 200 26', role: 'img', 'aria-label': said }, h('title', {}, said),
    h('line', { class: 'axis', x1: 0, x2: 200, y1: 13, y2: 13 }),
    typeof reason.threshold === 'number' ? h('line', { class: 'limit', x1: x(reason.threshold), x2: x(reason.threshold), y1: 1, y2: 25 }) : null,
    reason.interval ? h('line', { class: 'whisker', x1: x(reason.interval.low), x2: x(reason.interval.high), y1: 13, y2: 13 }) : null,
    typeof reason.reference === 'number' ? h('rect', { class: 'reference', x: x(reason.reference) - 4, y: 9, width: 8, height: 8, rx: 2 }) : null,
    h('circle', { class: 'value', cx: x(reason.value), cy: 13, r: 5 })),
  reason.interval ? h('span', { class: 'range' }, between(reason.interval, unit)) : null];
}

/** How far evidence is on its way from 1 to what is needed, on a logarithmic scale. */
export function progress(e, needed) {
  if (!(e > 1)) return 0;
  return Math.min(1, Math.log(e) / Math.log(Math.max(needed, 1.0001)));
}

function bars(reason) {
  const bar = (name, kind, e, needed) => {
    const share = progress(e, needed);
    const said = `${name}: evidence ${digits(e)} of ${digits(needed)} needed`;
    return [h('span', {}, name), h('svg', { viewBox: '0 0 100 8', preserveAspectRatio: 'none', height: 8, role: 'img', 'aria-label': said },
      h('title', {}, said), h('rect', { class: 'track', width: 100, height: 8, rx: 2 }), h('rect', { class: kind, width: share * 100, height: 8, rx: 2 }))];
  };
  return [h('div', { class: 'evidence' },
    bar('harm', 'harm', reason.harmEvidence, reason.harmNeeded), bar('no harm', 'safe', reason.safeEvidence, reason.safeNeeded)),
  typeof reason.requestsNeeded === 'number' && reason.signal !== 'Passed'
    ? h('span', { class: 'need' }, `about ${count(reason.requestsNeeded)} requests more`) : null];
}

const withNow = (history, verdict) => {
  const all = (history ?? []).filter((v) => v.asOf < verdict.asOf && v.candidate === verdict.candidate);
  return [...all, verdict];
};

function lines(all, verdict, field, needed, text) {
  const names = verdict.reasons.map((reason) => reason.alarm);
  const limit = verdict.reasons.find((reason) => reason[needed] > 0)?.[needed];
  return {
    times: all.map((v) => new Date(v.asOf) / 1000),
    series: names.map((name, i) => ({
      name, role: ROLES[i % ROLES.length], dash: i % 5,
      values: all.map((v) => {
        const e = v.reasons.find((reason) => reason.alarm === name)?.[field];
        return typeof e === 'number' ? Math.min(1e9, Math.max(1e-3, e)) : null;
      }),
    })),
    limits: limit ? [{ value: limit, text: `${text} ${digits(limit)}` }] : [],
    range: [new Date(all[0].since) / 1000, new Date(verdict.asOf) / 1000],
  };
}
