// Makes and mends the document. Text is only ever text: nothing here reads HTML, so whatever a name says is shown as it is.

const SVG = 'http://www.w3.org/2000/svg';
const SVG_TAGS = new Set(['svg', 'g', 'line', 'rect', 'circle', 'path', 'text', 'title']);
const LINK = /^(#|\/)/;

/** An element with attributes ("on..." are listeners), and children: nodes, texts, lists of them; null and false are left out. */
export function h(tag, attributes = {}, ...children) {
  const element = SVG_TAGS.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element[name] = value;
    else if (name === 'href' && !LINK.test(value)) throw new Error(`not a link within the page: ${value}`);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
}

/** Makes an element's children those that are given, and leaves what is the same as it is, so that focus and scrolling stay. */
export function show(element, ...children) {
  const wanted = document.createElement(element.tagName);
  append(wanted, children);
  morphChildren(element, wanted);
}

function morphChildren(old, wanted) {
  const fresh = [...wanted.childNodes];
  const kept = [...old.childNodes];
  fresh.forEach((node, i) => {
    if (i >= kept.length) old.append(node);
    else if (same(kept[i], node)) morph(kept[i], node);
    else kept[i].replaceWith(node);
  });
  kept.slice(fresh.length).forEach((node) => node.remove());
}

function same(a, b) {
  return a.nodeType === b.nodeType && a.nodeName === b.nodeName && !a.ownedElsewhere
    && (a.nodeType !== Node.ELEMENT_NODE || a.getAttribute('data-key') === b.getAttribute('data-key'));
}

function morph(old, wanted) {
  if (old === wanted) return;
  if (old.nodeType !== Node.ELEMENT_NODE) {
    if (old.data !== wanted.data) old.data = wanted.data;
    return;
  }
  for (const { name } of [...old.attributes]) {
    if (!wanted.hasAttribute(name) && !(name === 'open' && old.tagName === 'DETAILS')) old.removeAttribute(name);
  }
  for (const { name, value } of wanted.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  for (const listener of ['onclick', 'onchange', 'onkeydown']) old[listener] = wanted[listener];
  if (old.tagName === 'INPUT') old.checked = wanted.checked;
  morphChildren(old, wanted);
}
