// A clock for tests, in a page or a worker. It must run before every other script. A timer of 100 ms or more runs only when a
// test passes exactly its milliseconds. `Date.now` stands still until a test sets it ahead.
(() => {
  const setTimer = globalThis.setTimeout;
  const clearTimer = globalThis.clearTimeout;
  const SHORT_MS = 100;
  const held = new Map();
  let number = 1_000_000_000;
  const hold = (ms, run) => {
    number += 1;
    held.set(number, { ms, run });
    return number;
  };
  globalThis.setTimeout = (run, ms = 0, ...given) =>
    ms < SHORT_MS ? setTimer(run, ms, ...given) : hold(ms, () => run(...given));
  globalThis.clearTimeout = (id) => {
    if (!held.delete(id)) clearTimer(id);
  };
  AbortSignal.timeout = (ms) => {
    const controller = new AbortController();
    hold(ms, () => controller.abort(new DOMException('The time is over.', 'TimeoutError')));
    return controller.signal;
  };

  let date = Date.now();
  Date.now = () => date;

  // The engine's, until a test stops it.
  const measured = performance.now.bind(performance);
  let now;
  let tick = 0;
  performance.now = () => (now === undefined ? measured() : (now += tick));

  globalThis.clock = {
    /** Returns how many timers of `ms` milliseconds are held. */
    waits: (ms) => [...held.values()].filter((timer) => timer.ms === ms).length,
    /** Runs the timers of exactly `ms` milliseconds, and returns how many there were. */
    pass(ms) {
      const due = [...held].filter(([, timer]) => timer.ms === ms);
      for (const [id, { run }] of due) if (held.delete(id)) run();
      return due.length;
    },
    /** Does so `times` times, each time as soon as there is such a timer. */
    async passTimes(ms, times) {
      for (let left = times; left > 0; left -= 1) {
        while (!clock.waits(ms)) await new Promise((done) => { setTimer(done); });
        clock.pass(ms);
      }
    },
    /** Sets `Date.now` ahead. */
    ahead: (ms) => { date += ms; },
    /** Stops `performance.now`; from now on, each call adds `each` milliseconds to it. */
    stop(each = 0) {
      now = measured();
      tick = each;
    },
    /** Sets a stopped `performance.now` ahead. */
    go: (ms) => { now += ms; },
    /** Returns the milliseconds of all held timers, for the message of a failed test. */
    held: () => [...held.values()].map(({ ms }) => ms).join(),
  };
})();
