// What the monitor is asked. Every answer is JSON; every failure says what failed.

export class Refused extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

const PATIENCE_MS = 10_000;
/* What is counted record by record takes longer. */
const MORE_PATIENCE_MS = 30_000;
const MOST_CHOICES = 9;

const search = (query) => {
  const given = Object.entries(query).flatMap(([name, value]) => [value].flat().map((one) => [name, one]))
    .filter(([, value]) => value !== undefined && value !== null);
  return given.length > 0 ? `?${new URLSearchParams(given)}` : '';
};

async function get(path, query = {}, patience = PATIENCE_MS) {
  const answer = await fetch(path + search(query), {
    headers: { Accept: 'application/json' }, cache: 'no-store', signal: AbortSignal.timeout(patience),
  });
  if (answer.ok) return answer.json();
  const problem = await answer.json().catch(() => ({}));
  throw new Refused(answer.status, problem.title ?? `HTTP ${answer.status}`);
}

const base = (deployment) => `/v1/deployments/${deployment.split('/').map(encodeURIComponent).join('/')}`;

/** The answer, or a value in its place where there is nothing of the kind. */
export async function orElse(asked, instead) {
  try {
    return await asked;
  } catch (e) {
    if (e instanceof Refused && e.status === 404) return instead;
    throw e;
  }
}

export const rollouts = () => get('/v1/rollouts');
export const rollout = (deployment) => get(`${base(deployment)}/rollout`);
export const changes = (deployment, from) => get(`${base(deployment)}/rollout/changes`, { from });

/** What is asked about a candidate; null where none has had a request yet. */
export function question(report) {
  const candidate = report.candidate;
  if (!candidate?.servingSince || !report.stable) return null;
  return {
    candidate: candidate.version, stable: report.stable, since: candidate.servingSince,
    stage: report.phase === 'Shadowing' ? 'shadow' : undefined,
  };
}

/** What is asked about the last candidate that had requests, from what was told over time; "until" is when it ended. */
export function lastQuestion(changes) {
  for (let i = changes.length - 1; i >= 0; i--) {
    const asked = question(changes[i]);
    if (asked !== null) return { ...asked, until: changes[i + 1]?.at };
  }
  return null;
}

export const traffic = (deployment, from, to) => get(`${base(deployment)}/traffic`, { from, to });
export const drift = (deployment, versions, from, to) => get(`${base(deployment)}/drift`, { version: versions, from, to });
export const learned = (deployment, from, to) => get(`${base(deployment)}/learned`, { from, to });
/* As of a given time: what is asked as of now is told as metrics too, and those are of who asks with the limits that count. */
export const decay = (deployment, at) => get(`${base(deployment)}/decay`, { at }, MORE_PATIENCE_MS);
export const limits = (deployment) => get(`${base(deployment)}/limits`);
const errorsPath = (deployment, version) => `${base(deployment)}/versions/${encodeURIComponent(version)}/errors`;
export const errors = (deployment, version, from, to) => get(errorsPath(deployment, version), { from, to }, MORE_PATIENCE_MS);
/** Where the same can be had as a table. */
export const errorsTable = (deployment, version, from, to) => errorsPath(deployment, version) + search({ format: 'csv', from, to });
export const distribution = (deployment, version, feature, from, to) => get(`${base(deployment)}/drift/distribution`, { version, feature, from, to });
export const verdict = (deployment, asked) => get(`${base(deployment)}/verdict`, asked);
export const verdicts = (deployment, asked) => get(`${base(deployment)}/verdict/history`, asked);

async function asReviewer({ token }, path, body) {
  const answer = await fetch(path, {
    method: body ? 'POST' : 'GET', cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS), body: body && JSON.stringify(body),
    headers: { Accept: 'application/json', ...(body && { 'Content-Type': 'application/json' }), ...(token && { Authorization: `Bearer ${token}` }) },
  });
  if (answer.status === 204) return null;
  if (answer.ok) return answer.json();
  const problem = await answer.json().catch(() => ({}));
  throw new Refused(answer.status, problem.detail ?? problem.title ?? `HTTP ${answer.status}`);
}

const ticketPath = (ticket) => `/v1/reviews/${[...ticket.deployment.split('/'), ticket.requestId].map(encodeURIComponent).join('/')}`;

export const MOST_TICKETS = 50;
/** Tickets in a state, without what was asked: that may be pictures, and is fetched with a ticket that is taken. */
export const tickets = (who, state) => asReviewer(who, `/v1/reviews?inputs=false&state=${state}&limit=${MOST_TICKETS}`);
export const nextTicket = (who) => asReviewer(who, '/v1/reviews/next', { reviewer: who.reviewer });
export const actOnTicket = (ticket, action, who, more) => asReviewer(who, `${ticketPath(ticket)}/${action}`, { reviewer: who.reviewer, ...more });
/** Who did what with a ticket, oldest first. */
export const acts = (ticket, who) => asReviewer(who, `${ticketPath(ticket)}/audit`);

/** What was decided lately, which is what the next decision will be among; without any, yes and no as numbers. */
export async function choices(deployment, who) {
  const decided = await asReviewer(who, `/v1/reviews?${new URLSearchParams({ deployment, state: 'decided', inputs: false, limit: MOST_TICKETS })}`);
  const seen = [...new Set(decided.map((one) => String(one.decision)))].sort();
  return (seen.length > 0 ? seen : ['0', '1']).slice(0, MOST_CHOICES);
}
