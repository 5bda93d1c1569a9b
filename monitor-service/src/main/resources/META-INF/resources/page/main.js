// Which view is shown, and keeping it fresh.

import * as api from './api.js';
import { h, show } from './dom.js';
import { detail } from './detail.js';
import { listen, repeatedly } from './live.js';
import { overview } from './overview.js';
import { review } from './review.js';
import { seldomAsked } from './seldom.js';

const EVERY_MS = 2_000;
const SLOWLY_MS = 10_000;
const MOST_VERDICTS = 50;
const MOST_POINTS = 600;

const content = document.getElementById('content');
const live = document.getElementById('live');
const notice = h('div', { role: 'alert' });
const stage = h('div', { class: 'stage' });

let view = null;
let loop = null;
let streaming = 'away';

function open() {
  loop?.end();
  view?.close();
  const name = /^#\/([a-z0-9-]+\/[a-z0-9-]+)$/.exec(location.hash)?.[1];
  const opened = name ? openDetail(name) : location.hash === '#/review' ? openReview() : { view: overview(), load: loadOverview };
  view = opened.view;
  document.title = `${view.title} · Signalbox`;
  stage.replaceChildren(view.element);
  loop = repeatedly(() => refresh(opened), EVERY_MS);
}

async function refresh(opened) {
  try {
    const seen = await opened.load();
    if (view !== opened.view) return;
    view.show(seen);
    show(notice);
    say('live');
  } catch (e) {
    console.error(e);
    say('away');
    show(notice, h('p', { class: 'notice bad' }, e instanceof api.Refused
      ? `The monitor cannot answer now: ${e.message}. What is shown is from before; this page goes on by itself.`
      : 'The monitor does not answer. What is shown is from before; this page goes on by itself.'));
  }
}

function say(state) {
  live.dataset.state = state === 'live' && streaming === 'live' ? 'live' : state;
  const text = state === 'away' ? 'Not connected' : streaming === 'live' ? 'Live' : 'Connecting';
  if (live.textContent !== text) live.textContent = text;
}

async function loadOverview() {
  const rollouts = await api.rollouts();
  const asked = rollouts.filter((report) => api.question(report)).slice(0, MOST_VERDICTS);
  const found = await Promise.all(asked.map(async (report) => [
    report.deployment, await api.orElse(api.verdict(report.deployment, api.question(report)), null)]));
  return { rollouts, verdicts: new Map(found.filter(([, verdict]) => verdict)) };
}

function openReview() {
  const view = review(() => loop?.now());
  return { view, load: view.load };
}

function openDetail(deployment) {
  const opened = { view: detail(deployment, () => loop.now()) };
  const before = { asked: '', at: 0, verdicts: [], drift: null, learned: null };
  const seldom = seldomAsked(deployment, () => loop?.now());
  opened.load = async () => {
    const range = opened.view.range();
    const [from, to] = range.map(instant);
    const [report, changes, traffic] = await Promise.all([
      api.orElse(api.rollout(deployment), null), api.changes(deployment), api.traffic(deployment, from, to),
    ]);
    const running = report && api.question(report);
    const question = running ?? api.lastQuestion(changes);
    const versions = [...new Set([report?.stable, report?.candidate?.version ?? question?.candidate])].filter(Boolean);
    const asked = JSON.stringify([question, versions, opened.view.seconds()]);
    if (asked !== before.asked || Date.now() - before.at > SLOWLY_MS) {
      const [verdicts, drift, learned] = await Promise.all([
        question && (running || asked !== before.asked) ? api.verdicts(deployment, question) : before.verdicts,
        versions.length > 0 ? api.drift(deployment, versions, from, to) : null,
        api.learned(deployment, from, to),
      ]);
      Object.assign(before, { verdicts, drift, learned, asked, at: Date.now() });
    }
    if (running) before.verdicts = [...before.verdicts, await api.verdict(deployment, running)].slice(-MOST_POINTS);
    const verdict = question ? before.verdicts.at(-1) ?? null : null;
    const { drift, learned } = before;
    return {
      report, changes, traffic, verdict, drift, learned, range, history: before.verdicts, ended: !running && question !== null,
      ...seldom(report?.stable, opened.view.seconds(), [from, to]),
      distribution: await distribution(deployment, drift, opened.view.chosen()),
    };
  };
  return opened;
}

async function distribution(deployment, drift, chosen) {
  const from = chosen?.at;
  if (!from || !drift) return null;
  return api.orElse(api.distribution(deployment, chosen.version, chosen.feature, instant(from), instant(from + drift.stepSeconds)), null);
}

const instant = (seconds) => new Date(seconds * 1000).toISOString();

content.append(notice, stage);
addEventListener('hashchange', () => {
  open();
  content.focus({ preventScroll: true });
  scrollTo(0, 0);
});
listen((deployment) => {
  if (!deployment || view?.title === 'Deployments' || location.hash.endsWith(deployment)) loop?.now();
}, (state) => { streaming = state; });
open();
