// Small parts that several sections show.

import { h } from './dom.js';
import { weight } from './format.js';

const SIGNS = { good: '✓', bad: '▲', warn: '!', busy: '›', quiet: '–' };

const PHASES = {
  Stable: 'good', RolledBack: 'bad', RollingBack: 'bad', Held: 'warn', Paused: 'warn', Pending: 'quiet', Deleting: 'quiet',
};
const SIGNALS = { Passed: 'good', Firing: 'bad', Undecided: 'busy', NoData: 'quiet' };
const SIGNAL_WORDS = { Passed: 'Passed', Firing: 'Firing', Undecided: 'Undecided', NoData: 'No data' };
const OUTCOMES = { Promote: 'good', Rollback: 'bad', Hold: 'busy' };

/** A word with a sign and a colour. */
export const badge = (kind, text) => h('span', { class: `badge ${kind}` }, h('span', { 'aria-hidden': 'true' }, SIGNS[kind]), text);

export const phaseBadge = (phase) => badge(PHASES[phase] ?? 'busy', phase.replace(/([a-z])([A-Z])/g, '$1 $2'));
export const signalBadge = (signal) => badge(SIGNALS[signal] ?? 'quiet', SIGNAL_WORDS[signal] ?? signal);
export const outcomeBadge = (outcome) => badge(OUTCOMES[outcome] ?? 'quiet', outcome);

/** Good, bad, warn or busy: what a reason of the operator's catalogue means for whoever looks. */
export function reasonKind(reason) {
  if (/^(VerdictRollback|CandidateBroken|CandidateCrashing|RolledBack|StableNotReady|InvalidSpec|VersionChanged)$/.test(reason)) return 'bad';
  if (/^(MonitorAway|NoTraffic|DeadlineExceeded|CandidateNotReady|Paused)$/.test(reason)) return 'warn';
  return /^(Promoted|WentLive|Serving)$/.test(reason) ? 'good' : 'busy';
}

export const version = (id, role) => (id ? h('span', { class: `version ${role}` }, id) : h('span', { class: 'quiet' }, '–'));

/** A share of the requests as a number and a bar. */
export const weightBar = (basisPoints) => h('div', { class: 'weight' },
  h('span', { class: 'number' }, weight(basisPoints)),
  h('svg', { viewBox: '0 0 100 8', preserveAspectRatio: 'none', height: 8, 'aria-hidden': 'true' },
    h('rect', { class: 'track', width: 100, height: 8, rx: 2 }),
    h('rect', { class: 'share', width: basisPoints / 100, height: 8, rx: 2 })));

export const empty = (...text) => h('p', { class: 'empty' }, ...text);

/** What stands in a section in place of an answer: that it is asked for, or why there is none. */
export const unanswered = (answer) => empty(answer instanceof Error
  ? `The monitor could not tell: ${answer.message}. It is asked again in a minute.` : 'Being counted …');
export const isAnswer = (answer) => answer !== undefined && !(answer instanceof Error);

/** A section of its own: a heading, what it is about, and a body that only changes where something has changed. */
export function panel(id, title, about) {
  const body = h('div');
  const element = h('section', { class: 'panel', 'aria-labelledby': `${id}-title`, id },
    h('h2', { id: `${id}-title` }, title), h('p', { class: 'about' }, about), body);
  return { element, body };
}
