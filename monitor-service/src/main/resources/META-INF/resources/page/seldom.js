// What changes slowly and costs the monitor most, since it reads records and days of counts: asked for once in a while, and not waited for.

import * as api from './api.js';

const SELDOM_MS = 60_000;
const SOON_MS = 5_000;

/**
 * Tells what is known of the stable version's decay, errors and limits, and asks when it or the length of the time shown is another, and else
 * once a minute. What is not known yet is undefined, what there is none of is null, and what failed before it was known is the failure.
 */
export function seldomAsked(deployment, changed) {
  let kept = {};
  let of = '';
  let at = 0;

  async function ask(stable, from, to) {
    const asked = of;
    const found = await Promise.allSettled([
      api.orElse(api.decay(deployment, to), null), api.orElse(api.errors(deployment, stable, from, to), null),
      api.orElse(api.limits(deployment), null),
    ]);
    if (asked !== of) return;
    kept = {
      decay: answered(found[0], kept.decay),
      errors: answered(found[1], kept.errors),
      limits: answered(found[2], kept.limits),
      errorsTable: found[1].status === 'fulfilled' ? api.errorsTable(deployment, stable, from, to) : kept.errorsTable,
    };
    /* A version that only just became stable was not known as that yet at the time that was asked about. */
    if (kept.decay?.version !== stable) at = Date.now() - SELDOM_MS + SOON_MS;
    changed();
  }

  const answered = (one, before) => (one.status === 'fulfilled' ? one.value : before ?? one.reason);

  return (stable, seconds, [from, to]) => {
    if (!stable) return { decay: null, errors: null, limits: null };
    const now = `${stable} ${seconds}`;
    if (now !== of || Date.now() - at > SELDOM_MS) {
      if (now !== of) kept = {};
      of = now;
      at = Date.now();
      ask(stable, from, to);
    }
    return kept;
  };
}
