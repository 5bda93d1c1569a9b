// Tells when there is something new: the monitor says so over server-sent events.

const RETRY_MS = 3_000;

/** Calls changed(deployment or null) for every change, and state('live' or 'away') when the stream comes and goes. */
export function listen(changed, state) {
  let source = null;
  let retry = 0;

  function open() {
    source = new EventSource('/v1/rollouts/stream');
    source.addEventListener('open', () => state('live'));
    source.addEventListener('change', (event) => changed(JSON.parse(event.data).deployment));
    source.addEventListener('error', () => {
      state('away');
      /* A browser gives up when it is answered with an error; a monitor that is restarted answers one for a while. */
      if (source.readyState === EventSource.CLOSED) {
        clearTimeout(retry);
        retry = setTimeout(open, RETRY_MS);
      }
    });
  }

  open();
  return () => {
    clearTimeout(retry);
    source.close();
  };
}

/** Runs a task again and again, never twice at the same time; told of news, it runs once more as soon as it may. */
export function repeatedly(task, everyMs) {
  let timer = 0;
  let running = false;
  let again = false;
  let ended = false;

  async function run() {
    if (running) {
      again = true;
      return;
    }
    clearTimeout(timer);
    running = true;
    again = false;
    try {
      if (!document.hidden) await task();
    } finally {
      running = false;
      if (!ended) timer = setTimeout(run, again ? 150 : everyMs);
    }
  }

  const seen = () => { if (!document.hidden) run(); };
  document.addEventListener('visibilitychange', seen);
  run();
  return {
    now: run,
    end() {
      ended = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
    },
  };
}
