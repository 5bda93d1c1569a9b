// The review queue: one ticket at a time, by keyboard. What the model says is shown once the person has decided.

import * as api from './api.js';
import { h, show } from './dom.js';
import { ago, shortName } from './format.js';
import { empty } from './views.js';

const IMAGE = /^(iVBORw0KGgo|\/9j\/)/;

export function review(refresh) {
  const queue = h('div');
  const work = h('div');
  const said = h('p', { role: 'status', class: 'quiet' });
  const name = h('input', { id: 'reviewer', autocomplete: 'username', maxlength: 64, value: localStorage.getItem('reviewer') ?? '' });
  const token = h('input', { id: 'token', type: 'password', autocomplete: 'off', value: sessionStorage.getItem('token') ?? '' });
  const decision = h('input', { id: 'decision', autocomplete: 'off', maxlength: 1024 });
  const note = h('input', { id: 'note', autocomplete: 'off', maxlength: 1024 });
  let ticket = null;
  let choices = [];

  name.onchange = () => localStorage.setItem('reviewer', name.value.trim());
  token.onchange = () => sessionStorage.setItem('token', token.value);
  for (const field of [name, token, decision, note]) field.ownedElsewhere = true;

  const who = () => ({ reviewer: name.value.trim(), token: token.value });

  async function attempt(what) {
    try {
      await what();
    } catch (e) {
      said.textContent = e.message;
      if (!(e instanceof api.Refused)) console.error(e);
    }
    draw();
  }

  const next = () => attempt(async () => {
    ticket = await api.nextTicket(who());
    said.textContent = ticket ? '' : 'Nothing waits.';
    decision.value = '';
    note.value = '';
    choices = ticket ? await api.choices(ticket.deployment, who()) : [];
    refresh();
  });

  const act = (action, value) => attempt(async () => {
    if (!ticket) return;
    const done = await api.actOnTicket(ticket, action, who(), { decision: value, note: note.value.trim() || undefined });
    const model = done.predicted ? ` The model says ${done.predicted}${done.confidence === undefined ? '' : `, sure by ${done.confidence}`}.` : '';
    said.textContent = action === 'decide' ? `Decided ${value} on ${ticket.requestId}.${model}` : `Given back: ${ticket.requestId}.`;
    ticket = null;
    refresh();
  });

  const decide = (value) => act('decide', /^-?\d{1,15}$/.test(value) ? Number(value) : value);

  /* Letters are words in a field, and actions outside of one. */
  function key(event) {
    const typing = event.target instanceof HTMLInputElement;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (typing && event.key === 'Enter' && event.target === decision && decision.value.trim()) decide(decision.value.trim());
    if (typing) return;
    const at = Number(event.key) - 1;
    if (event.key === 'n' && !ticket) next();
    else if (ticket && event.key === 's') act('skip');
    else if (ticket && event.key === 'r') act('release');
    else if (ticket && at >= 0 && at < choices.length) decide(choices[at]);
    else return;
    event.preventDefault();
  }

  addEventListener('keydown', key);

  function draw() {
    show(work, ticket ? card() : h('p', {}, h('button', { type: 'button', onclick: next }, 'Take the next one'), ' ', h('kbd', {}, 'n')));
  }

  const card = () => h('section', { class: 'panel', 'aria-labelledby': 'ticket', 'data-key': ticket.requestId },
    h('h2', { id: 'ticket' }, `${shortName(ticket.deployment)} · ${ticket.requestId}`),
    h('p', { class: 'about' }, `${reason(ticket)}, asked ${ago(ticket.at)}; yours until ${new Date(ticket.claimedUntil).toLocaleTimeString()}.`),
    h('div', { class: 'scroll' }, h('table', {}, h('tbody', {}, ticket.inputs.map((input) => h('tr', {},
      h('th', { scope: 'row' }, input.name), h('td', {}, value(input))))))),
    h('p', { class: 'choices' }, choices.map((choice, i) => h('button', { type: 'button', onclick: () => decide(choice) },
      choice, ' ', h('kbd', {}, i + 1)))),
    h('p', {}, h('label', { for: 'decision' }, 'Decision '), decision, ' ',
      h('button', { type: 'button', onclick: () => decision.value.trim() && decide(decision.value.trim()) }, 'Decide'), ' ', h('kbd', {}, 'Enter')),
    h('p', {}, h('label', { for: 'note' }, 'Note '), note),
    h('p', {}, h('button', { type: 'button', onclick: () => act('skip') }, 'Skip'), ' ', h('kbd', {}, 's'), ' ',
      h('button', { type: 'button', onclick: () => act('release') }, 'Give back'), ' ', h('kbd', {}, 'r')));

  const element = h('div', { class: 'review' },
    h('section', { class: 'panel', 'aria-labelledby': 'review' },
      h('h1', { id: 'review' }, 'Review'),
      h('p', {}, h('label', { for: 'reviewer' }, 'Your name '), name, ' ', h('label', { for: 'token' }, 'Token, where one is asked for '), token),
      queue, said),
    work);
  draw();

  return {
    element,
    title: 'Review',
    load: () => api.tickets(who()),
    show(waiting) {
      show(queue, waiting.length === 0 ? empty('Nothing waits to be decided.') : h('p', {},
        `${waiting.length === 50 ? '50 or more' : waiting.length} wait; the one that is due first by ${new Date(
          Math.min(...waiting.map((one) => new Date(one.dueAt).getTime()))).toLocaleString()}.`));
    },
    close: () => removeEventListener('keydown', key),
  };

  function reason(of) {
    return { HumanOnly: 'People decide this model’s requests', LowConfidence: 'The model is not sure', NoPrediction: 'The model did not say anything' }[of.reason] ?? of.reason;
  }

  function value(input) {
    if (input.masked) return h('span', { class: 'quiet' }, 'nobody is to see this');
    if (input.binary) return h('span', { class: 'quiet' }, `${input.datatype} of ${JSON.stringify(input.shape)}, in binary`);
    const flat = [input.data].flat(Infinity);
    if (flat.length === 1 && typeof flat[0] === 'string' && IMAGE.test(flat[0])) {
      const type = flat[0].startsWith('iVBOR') ? 'png' : 'jpeg';
      return h('img', { src: `data:image/${type};base64,${flat[0]}`, alt: input.name, class: 'asked' });
    }
    return flat.length === 1 ? (flat[0] === null ? 'missing' : String(flat[0])) : flat.slice(0, 64).join(', ') + (flat.length > 64 ? ', …' : '');
  }
}
