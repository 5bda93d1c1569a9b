// The review queue: one ticket at a time, by keyboard. What the model says is shown once the person has decided.

import * as api from './api.js';
import { h, show } from './dom.js';
import { digits, duration, shortName } from './format.js';
import { card, reasonWords } from './ticket.js';
import { empty } from './views.js';

const MOST_LISTED = 8;
/* Clocks differ: a claim is never renewed more often than this. */
const LEAST_LEASE_MS = 20_000;

export function review(refresh) {
  const queue = h('div');
  const next = h('p', { class: 'actions' }, h('button', { type: 'button', class: 'main', onclick: takeNext }, 'Take the next one ', h('kbd', {}, 'n')));
  const work = h('div');
  const said = h('p', { role: 'status', class: 'said' });
  const name = h('input', { id: 'reviewer', autocomplete: 'username', maxlength: 64, value: localStorage.getItem('reviewer') ?? '' });
  const token = h('input', { id: 'token', type: 'password', autocomplete: 'off', value: sessionStorage.getItem('token') ?? '' });
  const ended = new AbortController();
  let ticket = null;
  let shown = null;
  let choices = [];
  let lease = { from: 0, millis: 0 };
  let active = 0;
  let busy = false;
  let own = [];

  name.onchange = () => {
    localStorage.setItem('reviewer', name.value.trim());
    refresh();
  };
  token.onchange = () => {
    sessionStorage.setItem('token', token.value);
    refresh();
  };
  for (const sign of ['keydown', 'pointerdown', 'scroll']) addEventListener(sign, () => { active = Date.now(); }, { signal: ended.signal });
  addEventListener('keydown', key, { signal: ended.signal });

  const who = () => ({ reviewer: name.value.trim(), token: token.value });
  const say = (text) => { said.textContent = text; };

  /* One thing at a time: a key that is pressed twice decides once. */
  async function attempt(what) {
    if (busy) return;
    if (!name.value.trim()) {
      say('Your name first.');
      name.focus();
      return;
    }
    busy = true;
    try {
      await what();
    } catch (e) {
      say(e.message);
      if (e instanceof api.Refused && e.status === 409) {
        leave();
      } else if (!(e instanceof api.Refused)) {
        console.error(e);
      }
    } finally {
      busy = false;
    }
    refresh();
  }

  function takeNext() {
    return attempt(async () => {
      const before = own.find((one) => one.reviewer === who().reviewer);
      await workOn(before ? await api.actOnTicket(before, 'claim', who()) : await api.nextTicket(who()));
    });
  }

  const take = (one) => attempt(async () => {
    if (ticket) await api.actOnTicket(ticket, 'release', who());
    await workOn(await api.actOnTicket(one, 'claim', who()));
  });

  async function workOn(taken) {
    leave();
    say(taken ? '' : 'Nothing waits that you have not skipped.');
    if (!taken) return;
    choices = await api.choices(taken.deployment, who());
    const acts = await api.acts(taken, who());
    ticket = taken;
    claimed(taken);
    shown = card(ticket, choices, { decide, note, skip: () => act('skip'), release: () => act('release') });
    shown.notes(acts);
    work.replaceChildren(shown.element);
    next.hidden = true;
    shown.heading.focus();
  }

  function leave() {
    ticket = null;
    shown = null;
    next.hidden = false;
    work.replaceChildren();
  }

  function claimed(until) {
    ticket.claimedUntil = until.claimedUntil;
    lease = { from: Date.now(), millis: Math.max(LEAST_LEASE_MS, new Date(until.claimedUntil) - Date.now()) };
  }

  /* Whoever has thought for longer than the ticket was his, has it still, unless somebody else has taken it since. */
  async function insist(action, more) {
    try {
      return await api.actOnTicket(ticket, action, who(), more);
    } catch (e) {
      if (!(e instanceof api.Refused) || e.status !== 409) throw e;
      await api.actOnTicket(ticket, 'claim', who());
      return api.actOnTicket(ticket, action, who(), more);
    }
  }

  const act = (action, value) => attempt(async () => {
    if (!ticket) return;
    const done = await insist(action, { decision: value, note: shown.note.value.trim() || undefined });
    const asked = ticket.requestId;
    leave();
    say(action === 'decide' ? `Decided ${value} on ${asked}. ${model(done)}` : action === 'skip'
      ? `Skipped: ${asked} goes to somebody else.` : `Given back: ${asked}.`);
  });

  const decide = (value) => act('decide', /^-?\d{1,15}$/.test(value) ? Number(value) : value);

  const note = (text) => attempt(async () => {
    if (!ticket || !text) return;
    await api.actOnTicket(ticket, 'note', who(), { note: text });
    shown.notes(await api.acts(ticket, who()));
    shown.note.value = '';
    say('Noted.');
  });

  /* Letters are words in a field, and actions outside of one. */
  function key(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target instanceof HTMLInputElement) {
      if (event.key === 'Escape') event.target.blur();
      return;
    }
    const at = Number(event.key) - 1;
    if (event.repeat) return;
    if (event.key === 'n' && !ticket) takeNext();
    else if (!ticket) return;
    else if (event.key === 's') act('skip');
    else if (event.key === 'r') act('release');
    else if (event.key === 'o') shown.decision.focus();
    else if (event.key === 'w') shown.note.focus();
    else if (at >= 0 && at < choices.length) decide(choices[at]);
    else return;
    event.preventDefault();
  }

  /* A ticket stays with whoever is at work on it; one that lies open and forgotten goes back to the others. */
  function renew() {
    if (!ticket || active < lease.from || Date.now() - lease.from < lease.millis / 2) return;
    attempt(async () => claimed(await api.actOnTicket(ticket, 'claim', who())));
  }

  const element = h('div', { class: 'review' },
    h('section', { class: 'panel', 'aria-labelledby': 'review' },
      h('h1', { id: 'review' }, 'Review'),
      h('div', { class: 'fields' },
        h('label', {}, h('span', {}, 'Your name'), name), h('label', {}, h('span', {}, 'Token, where one is asked for'), token)),
      next, said),
    work,
    h('section', { class: 'panel', 'aria-labelledby': 'waits' }, h('h2', { id: 'waits' }, 'What waits'), queue));

  return {
    element,
    title: 'Review',
    async load() {
      try {
        const [waiting, claimed] = await Promise.all([api.tickets(who(), 'waiting'), api.tickets(who(), 'claimed')]);
        return { waiting, claimed };
      } catch (e) {
        if (e instanceof api.Refused && (e.status === 401 || e.status === 403)) return { why: e.message };
        throw e;
      }
    },
    show({ waiting, claimed, why }) {
      own = (claimed ?? []).filter((one) => one.reviewer === who().reviewer && one.requestId !== ticket?.requestId);
      shown?.live(ticket);
      renew();
      show(queue, why ? empty(`The queue is not shown: ${why}`) : list(waiting, claimed));
    },
    close: () => ended.abort(),
  };

  function list(waiting, claimed) {
    const others = claimed.filter((one) => one.reviewer !== who().reviewer).length;
    const about = h('p', { class: 'about' }, [
      waiting.length === 0 ? 'Nothing waits to be decided' : `${waiting.length === api.MOST_TICKETS ? `${waiting.length} or more wait` : waiting.length === 1 ? '1 waits' : `${waiting.length} wait`}`,
      others > 0 ? `; others work on ${others}` : '', own.length > 0 ? `; you have begun ${own.length}` : '', '.'].join(''));
    const rows = [...own, ...waiting].slice(0, MOST_LISTED);
    return [about, rows.length === 0 ? null : h('table', { class: 'cards' },
      h('thead', {}, h('tr', {}, ['Request', 'Why a person is asked', 'Asked', 'Due', ''].map((head) => h('th', { scope: 'col' }, head)))),
      h('tbody', {}, rows.map(row)))];
  }

  function row(one) {
    const cell = (label, ...content) => h('td', { 'data-label': label }, h('div', {}, ...content));
    return h('tr', { 'data-key': `${one.deployment} ${one.requestId}` },
      h('th', { scope: 'row' }, h('span', { class: 'id' }, one.requestId), ' ', h('span', { class: 'quiet' }, shortName(one.deployment))),
      cell('Why', reasonWords(one), one.unusual ? h('span', { class: 'badge warn' }, 'unusual') : null),
      cell('Asked', `${duration(Date.now() - new Date(one.at))} ago`),
      cell('Due', due(one)),
      h('td', { class: 'wide' }, h('button', { type: 'button', onclick: () => take(one), 'aria-label': `Take ${one.requestId}` },
        one.state === 'Claimed' ? 'Go on' : 'Take')));
  }

  function due(one) {
    const left = new Date(one.dueAt) - Date.now();
    return left > 0 ? `in ${duration(left)}` : `${duration(-left)} ago`;
  }
}

/** What the model said, once it can not lead any more. */
function model(done) {
  if (!done.predicted) return '';
  return `The model says ${done.predicted}${done.confidence === undefined ? '' : `, sure by ${digits(done.confidence)}`}.`;
}
