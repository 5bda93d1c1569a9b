// Numbers, times and words for people. What is not known is a dash.

const DASH = '–';
const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });

const known = (value) => typeof value === 'number' && Number.isFinite(value);

/** The time of day of an instant. */
export function timeOfDay(instant) {
  return clock.format(new Date(instant));
}

/** Three significant digits without an exponent. */
export function digits(value) {
  if (!known(value)) return DASH;
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1000) return whole.format(value);
  if (size < 0.0005) return value > 0 ? '<0.001' : '>-0.001';
  const places = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3;
  return value.toFixed(places);
}

export const count = (value) => (known(value) ? whole.format(value) : DASH);
export const percent = (share) => {
  if (!known(share)) return DASH;
  const value = share * 100;
  if (value === 0 || value === 100) return `${value} %`;
  return `${value >= 99.5 ? value.toFixed(2) : value >= 10 ? value.toFixed(1) : value.toFixed(2)} %`;
};
/** A weight in basis points. */
export const weight = (basisPoints) => (known(basisPoints) ? `${Number((basisPoints / 100).toFixed(2))} %` : DASH);
export const millis = (value) => {
  if (!known(value)) return DASH;
  return value >= 10_000 ? `${digits(value / 1000)} s` : `${digits(value)} ms`;
};
export const rate = (value) => (known(value) ? `${digits(value)} /s` : DASH);
export const bytes = (value) => {
  if (!known(value)) return DASH;
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let at = 0;
  while (value >= 1024 && at < units.length - 1) { value /= 1024; at++; }
  return `${digits(value)} ${units[at]}`;
};

const UNITS = { share: percent, milliseconds: millis, distance: digits, count, number: digits };
/** What the values of a metric are counted in. */
export const metricUnit = (metric) => {
  if (/latency|silence/i.test(metric)) return 'milliseconds';
  if (/rate|disagreement|accuracy|agreement/i.test(metric)) return 'share';
  if (/drift/i.test(metric)) return 'distance';
  return metric === 'ejections' ? 'count' : 'number';
};
export const inUnit = (value, unit) => UNITS[unit](value);

/** A name such as nullOutputRate in words. */
export const words = (name) => {
  const text = String(name).replace(/P99$/, ', 99th percentile').replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return text.charAt(0).toUpperCase() + text.slice(1);
};

/** A duration in milliseconds by its two largest units. */
export function duration(ms) {
  if (!known(ms)) return DASH;
  const seconds = Math.max(0, Math.round(ms / 1000));
  const parts = [[Math.floor(seconds / 86400), 'd'], [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'], [seconds % 60, 's']];
  const first = parts.findIndex(([value]) => value > 0);
  if (first < 0) return '0 s';
  return parts.slice(first, first + 2).filter(([value]) => value > 0).map(([value, unit]) => `${value} ${unit}`).join(' ');
}

export const time = (instant, now = Date.now()) => {
  const at = new Date(instant);
  return Math.abs(now - at) < 20 * 3_600_000 ? clock.format(at) : day.format(at);
};
export const ago = (instant, now = Date.now()) => `${duration(now - new Date(instant))} ago`;
/** How a deployment is shown: without the namespace that needs none. */
export const shortName = (deployment) => deployment.replace(/^default\//, '');
