// Load, failures, latency, throughput: by version over time.

import { h } from './dom.js';
import { chart } from './chart.js';
import { millis, percent, rate } from './format.js';
import { panel } from './views.js';

const ROLES = { stable: 'stable', candidate: 'candidate' };
const OTHERS = ['quiet', 'good', 'warn', 'link'];

export function software() {
  const { element, body } = panel('software', 'Load and latency',
    'What routers and model servers counted, by version. Failures are counted before failover: applications may have got an answer all the same.');
  const charts = {
    requests: chart({ title: 'Requests', format: rate, none: 'No request in this time.' }),
    errors: chart({ title: 'Failed at the version', format: percent, least: 0.01, none: 'No request in this time.' }),
    clients: chart({ title: 'Failed at the application', format: percent, least: 0.01, none: 'No request in this time.' }),
    latency: chart({ title: 'Latency: 99th percentile, median (dotted)', format: millis, none: 'No request in this time.' }),
    rows: chart({ title: 'Rows answered', format: rate, none: 'No row in this time.' }),
    nulls: chart({ title: 'Null answers', format: percent, least: 0.01, none: 'No row in this time.' }),
  };
  body.append(h('div', { class: 'charts' }, Object.values(charts).map((one) => one.element)));
  return {
    element,
    show({ traffic, report, verdict, range }) {
      const lines = series(traffic, report, verdict);
      const drawn = (value) => ({
        times: lines.times, range, series: lines.versions.map(({ version, role, dash, points }) => ({
          name: version, role, dash, values: points.map((point) => (point ? value(point) : null)),
        })),
      });
      const share = (part, whole) => (whole > 0 ? part / whole : null);
      charts.requests.show(drawn((p) => p.requests / lines.step));
      charts.errors.show(drawn((p) => share(p.errors, p.requests)));
      charts.clients.show(drawn((p) => share(p.failedToClient, p.requests)));
      const median = drawn((p) => p.p50Millis ?? null);
      const tail = drawn((p) => p.p99Millis ?? null);
      charts.latency.show({ ...tail, series: [...tail.series, ...median.series.map((one) => ({ ...one, name: `${one.name} median`, dash: 2 }))] });
      charts.rows.show(drawn((p) => (p.rows > 0 ? p.rows / lines.step : null)));
      charts.nulls.show(drawn((p) => share(p.nullRows, p.rows)));
    },
    close: () => Object.values(charts).forEach((one) => one.close()),
  };
}

/** The lines of the versions: stable and candidate first, in their colours; the step that is not over yet is left out. */
function series(traffic, report, verdict) {
  const place = { [verdict?.candidate]: 'candidate', [report?.candidate?.version]: 'candidate', [report?.stable]: 'stable' };
  const names = Object.keys(traffic?.versions ?? {}).sort((a, b) => (place[a] ? 0 : 1) - (place[b] ? 0 : 1) || (a < b ? -1 : 1));
  const times = (traffic?.times ?? []).slice(0, -1);
  const aligned = (points) => {
    const byTime = new Map(points.map((point) => [point.at, point]));
    return times.map((at) => byTime.get(at) ?? null);
  };
  return {
    step: traffic?.stepSeconds ?? 1,
    times,
    versions: names.map((version, i) => ({
      version: place[version] ? `${version} (${place[version]})` : version,
      role: ROLES[place[version]] ?? OTHERS[i % OTHERS.length],
      dash: place[version] ? 0 : 1 + (i % 4),
      points: aligned(traffic.versions[version]),
    })),
  };
}
