// One ticket that a person works on: what was asked, what others wrote, and what can be done.

import { h, show } from './dom.js';
import { ago, digits, shortName, timeOfDay, words } from './format.js';

const IMAGE = { iVBORw0KGgo: 'png', '/9j/': 'jpeg' };
const MOST_VALUES = 64;
const MOST_ROWS = 20;
const WORDS = {
  HumanOnly: 'people decide this model’s requests',
  LowConfidence: 'the model is not sure',
  NoPrediction: 'the model did not say anything',
  Audit: 'a check of what the model decided',
  Disagreement: 'another version of the model says something else',
};

/** Why a person is asked. */
export const reasonWords = (ticket) => WORDS[ticket.reason] ?? words(ticket.reason).toLowerCase();

/** The ticket, and what changes of it while somebody works on it. */
export function card(ticket, choices, { decide, note: write, skip, release }) {
  const heading = h('h2', { id: 'ticket', tabindex: -1 }, shortName(ticket.deployment), ' ', h('span', { class: 'id quiet' }, ticket.requestId));
  const about = h('p', { class: 'about' });
  const written = h('div');
  const decision = field('decision', decide);
  const note = field('note', write);
  const button = (text, key, onclick, kind = '') => h('button', { type: 'button', onclick, class: kind }, text, ' ', h('kbd', {}, key));
  const element = h('section', { class: 'panel ticket', 'aria-labelledby': 'ticket' },
    heading, about, suggestion(ticket), unusual(ticket),
    h('div', { class: 'sides' },
      h('div', {}, inputs(ticket.inputs)),
      h('div', { class: 'act' },
        h('h3', {}, 'Decision'),
        h('p', { class: 'actions' }, choices.map((choice, i) => button(choice, i + 1, () => decide(choice), 'main'))),
        labelled(decision, 'Another decision', 'o', 'Decide', decide),
        written,
        labelled(note, 'Note', 'w', 'Save', write),
        h('p', { class: 'actions' }, button('Skip', 's', skip), button('Give back', 'r', release)))));
  const live = (now) => show(about, `Because ${reasonWords(now)}. Asked ${ago(now.at)}; yours until ${
    timeOfDay(now.claimedUntil)}.`);
  live(ticket);
  return { element, heading, decision, note, live, notes: (acts) => show(written, notes(acts)) };
}

/** A field whose text is taken with Enter. */
function field(id, taken) {
  const input = h('input', { id, autocomplete: 'off', maxlength: 1024, enterkeyhint: 'done' });
  input.onkeydown = (event) => {
    if (event.key === 'Enter' && !event.isComposing && input.value.trim()) taken(input.value.trim());
  };
  return input;
}

const labelled = (input, text, key, word, taken) => h('div', { class: 'field' },
  h('label', { for: input.id }, text, ' ', h('kbd', {}, key)),
  h('div', {}, input, h('button', { type: 'button', onclick: () => input.value.trim() && taken(input.value.trim()) }, word, ' ', h('kbd', {}, '⏎'))));

function suggestion(ticket) {
  if (!ticket.predicted) return null;
  return h('p', { class: 'suggestion' }, 'The model says ', h('strong', {}, ticket.predicted),
    ticket.confidence === undefined ? '' : `, sure by ${digits(ticket.confidence)}`);
}

function unusual(ticket) {
  if (!ticket.unusual) return null;
  return h('p', { class: 'unusual' }, 'Unlike what the model was trained on: ', ticket.unusual, '.');
}

function notes(acts) {
  const said = acts.filter((act) => act.detail && /^(note|skip|release)$/.test(act.action));
  if (said.length === 0) return null;
  return [h('h3', {}, 'Notes'), h('ul', { class: 'notes' }, said.map((act) => h('li', {}, act.detail,
    h('span', { class: 'quiet' }, ` ${act.who}, ${ago(act.at)}`))))];
}

/* A line for each input; a request that asks about several rows has a column for each. */
function inputs(asked) {
  if (asked.length === 0) return h('p', { class: 'empty' }, 'What was asked can not be shown.');
  const rows = Math.max(1, ...asked.map((input) => input.shape?.[0] ?? 1));
  const listed = Array.from({ length: Math.min(rows, MOST_ROWS) }, (_, row) => row);
  return h('div', { class: 'scroll', tabindex: rows > 1 ? 0 : undefined }, h('table', { class: 'inputs' },
    h('caption', { class: rows > MOST_ROWS ? '' : 'hidden' }, rows > MOST_ROWS ? `The first ${MOST_ROWS} of ${rows} rows` : 'What was asked'),
    rows > 1 && h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Input'), listed.map((row) => h('th', { scope: 'col' }, `Row ${row + 1}`)))),
    h('tbody', {}, asked.map((input) => h('tr', {}, h('th', { scope: 'row' }, breakable(input.name)), cells(input, rows, listed))))));
}

/* Names are long, and a phone is narrow: they break where their words end. */
const breakable = (name) => name.split(/(?<=[_.:/-])/).map((part) => [part, h('wbr')]);

function cells(input, rows, listed) {
  if (input.masked) return h('td', { colspan: listed.length, class: 'quiet' }, 'masked: nobody is to see it');
  if (input.binary) return h('td', { colspan: listed.length, class: 'quiet' }, `${input.datatype} of ${JSON.stringify(input.shape)}, in binary`);
  const flat = [input.data].flat(Infinity);
  const each = Math.max(1, Math.floor(flat.length / rows));
  return listed.map((row) => h('td', {}, value(input.name, flat.slice(row * each, (row + 1) * each))));
}

function value(name, elements) {
  const picture = elements.length === 1 && typeof elements[0] === 'string' && Object.keys(IMAGE).find((begin) => elements[0].startsWith(begin));
  if (picture) return h('img', { src: `data:image/${IMAGE[picture]};base64,${elements[0]}`, alt: name, class: 'asked' });
  if (elements.length === 1) return elements[0] === null ? h('span', { class: 'quiet' }, 'missing') : String(elements[0]);
  return elements.slice(0, MOST_VALUES).map((one) => one ?? 'missing').join(', ') + (elements.length > MOST_VALUES ? ', …' : '');
}
