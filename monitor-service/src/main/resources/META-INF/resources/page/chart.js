// A chart over time: uPlot in the page's colours, a legend with the latest values, and the same in words for who does not see it.

import uPlot from '/webjars/uplot/1.6.30/dist/uPlot.esm.js';
import { h, show } from './dom.js';
import { digits } from './format.js';

const HEIGHT = 200;
const DASHES = [[], [7, 4], [2, 3], [10, 3, 2, 3], [1, 5]];
const dark = matchMedia('(prefers-color-scheme: dark)');

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/**
 * A chart. Options: title, format of a value, log for a logarithmic scale, max of the scale or the least that it is, stepped for values that hold until
 * the next, limits [{value, text}] as lines across, none: what to say where there is nothing.
 */
export function chart(options) {
  const canvas = h('div', { class: 'canvas' });
  const legend = h('ul', { class: 'legend' });
  const words = h('p', { class: 'hidden' });
  const none = h('p', { class: 'empty' }, options.none ?? 'Nothing was seen in this time.');
  const head = h('h3', {}, options.title);
  const element = h('figure', { class: 'chart', 'aria-label': options.title }, head, canvas, legend, words);
  const format = options.format ?? digits;
  const plain = (value) => format(value).replace(/\.0+(?=\D|$)|(\.\d*?)0+(?=\D|$)/, '$1');
  let plot = null;
  let drawn = null;

  function draw(shown) {
    const data = [shown.times, ...shown.series.map((series) => series.values)];
    const shape = JSON.stringify([shown.series.map((s) => [s.name, s.role, s.dash]), dark.matches]);
    if (plot !== null && drawn?.shape === shape) {
      drawn.shown = shown;
      plot.setData(data, true);
    } else {
      plot?.destroy();
      drawn = { shape, shown };
      plot = new uPlot(settings(shown), data, canvas);
    }
  }

  function settings(shown) {
    const axis = { stroke: colour('quiet'), grid: { stroke: colour('grid'), width: 1 }, ticks: { show: false }, font: '11px system-ui, sans-serif' };
    return {
      width: Math.max(200, canvas.clientWidth), height: options.height ?? HEIGHT,
      padding: [10, 8, 0, 0],
      cursor: { points: { size: 6 }, y: false },
      legend: { show: false },
      scales: {
        x: { time: true, range: () => drawn.shown.range ?? [null, null] },
        y: options.log
          ? { distr: 3, range: (u, low, high) => logRange(low, high, drawn.shown.limits) }
          : { range: (u, low, high) => [options.min ?? 0, options.max ?? roof(high, drawn.shown.limits, options.least)] },
      },
      axes: [
        { ...axis, space: 72, size: 26, values: (u, splits, axisIndex, space, step) => splits.map((at) => tick(at, step)) },
        { ...axis, size: 58, space: 34, values: (u, splits) => splits.map((v) => (v === null ? '' : (options.tick ?? plain)(v))) },
      ],
      series: [{}, ...shown.series.map((series) => ({
        label: series.name, stroke: colour(series.role), width: 2, dash: DASHES[series.dash ?? 0],
        points: { show: (u, i) => series.values.filter((v) => v !== null).length < 3 },
        paths: options.stepped ? uPlot.paths.stepped({ align: 1 }) : undefined,
        fill: options.fill ? `color-mix(in srgb, ${colour(series.role)} 14%, transparent)` : undefined, spanGaps: false,
      }))],
      hooks: { draw: [(u) => drawLimits(u, drawn.shown.limits ?? []), (u) => drawMarks(u, drawn.shown.marks ?? [])], setCursor: [(u) => describe(u.cursor.idx)] },
    };
  }

  function describe(at) {
    const { series, times } = drawn.shown;
    show(legend, series.map((one) => {
      const index = at ?? last(one.values);
      return h('li', {},
        h('svg', { viewBox: '0 0 18 8', 'aria-hidden': 'true' }, h('line', {
          x1: 0, x2: 18, y1: 4, y2: 4, stroke: colour(one.role), 'stroke-width': 2.5, 'stroke-dasharray': DASHES[one.dash ?? 0].join(' ') || null,
        })), one.name, ' ', h('b', {}, format(one.values[index])));
    }), (drawn.shown.limits ?? []).slice(0, 1).map((limit) => h('li', {},
      h('svg', { viewBox: '0 0 18 8', 'aria-hidden': 'true' }, h('line', { x1: 0, x2: 18, y1: 4, y2: 4, stroke: colour('bad'), 'stroke-width': 1.5, 'stroke-dasharray': '4 3' })), limit.text)));
    show(words, times.length === 0 ? '' : `${options.title}: ${series.map((one) => `${one.name} now ${format(one.values[last(one.values)])}`).join('; ')}.`);
  }

  const resized = new ResizeObserver(() => {
    if (plot !== null && canvas.clientWidth > 0) plot.setSize({ width: canvas.clientWidth, height: options.height ?? HEIGHT });
  });
  resized.observe(canvas);
  const recolour = () => { if (drawn !== null) draw(drawn.shown); };
  dark.addEventListener('change', recolour);

  return {
    element,
    /** Shows times (seconds), series [{name, role, dash, values}], marks [{at, kind, text}], range [from, to]. */
    show(shown) {
      const something = shown.series.some((series) => series.values.some((value) => value !== null && value !== undefined));
      draw(something ? shown : { ...shown, series: [] , times: shown.range ?? [] });
      describe(null);
      if (something) none.remove();
      else canvas.append(none);
    },
    close() {
      resized.disconnect();
      dark.removeEventListener('change', recolour);
      plot?.destroy();
    },
  };
}

const hours = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const seconds = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const days = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const tick = (at, step) => (step >= 86_400 ? days : step < 60 ? seconds : hours).format(at * 1000);

const last = (values) => {
  for (let i = values.length - 1; i >= 0; i--) if (values[i] !== null && values[i] !== undefined) return i;
  return 0;
};

function roof(high, limits = [], least = 1) {
  const highest = Math.max(high ?? 0, ...limits.map((limit) => limit.value ?? 0));
  return highest > 0 ? Math.max(highest * 1.12, least < 1 ? least : 0) : least;
}

function logRange(low, high, limits = []) {
  const all = [low, high, ...limits.map((limit) => limit.value)].filter((value) => value > 0);
  if (all.length === 0) return [0.1, 10];
  return [10 ** Math.floor(Math.log10(Math.min(...all))), 10 ** Math.ceil(Math.log10(Math.max(...all) * 1.2))];
}

function drawLimits(u, limits) {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.strokeStyle = colour('bad');
  ctx.setLineDash([5 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.lineWidth = 1.5 * devicePixelRatio;
  for (const { value } of limits) {
    const y = u.valToPos(value, 'y', true);
    if (!(y >= bbox.top && y <= bbox.top + bbox.height)) continue;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.restore();
}

function drawMarks(u, marks) {
  const { ctx, bbox } = u;
  const radius = 9 * devicePixelRatio;
  ctx.save();
  ctx.font = `600 ${10 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  let before = -Infinity;
  for (const { at, kind, text } of marks) {
    const x = u.valToPos(at, 'x', true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.strokeStyle = ctx.fillStyle = colour(kind === 'busy' ? 'quiet' : kind);
    ctx.globalAlpha = 0.55;
    ctx.lineWidth = devicePixelRatio;
    ctx.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top + 2 * radius);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    if (x - before < 2 * radius) continue;
    before = x;
    ctx.globalAlpha = 1;
    ctx.setLineDash([]);
    ctx.beginPath();
    ctx.arc(x, bbox.top + radius, radius, 0, 2 * Math.PI);
    ctx.fill();
    ctx.fillStyle = colour('panel');
    ctx.fillText(text, x, bbox.top + radius + devicePixelRatio);
  }
  ctx.restore();
}
