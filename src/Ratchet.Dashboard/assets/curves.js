// Curves of the ticked runs, fetched when a run is ticked and again while it trains: never more than a few at once, and never a run more often than its answers keep up with.

import { get } from './api.js';
import { read } from './series.js';

const AT_ONCE = 3;
const SHORTEST_PAUSE = 1000;
const POINTS = 500;

export class Curves extends EventTarget {
  #state;
  #curves = new Map();
  #waiting = new Set();
  #next = new Map();
  #running = 0;
  #names = [];

  constructor(state) {
    super();
    this.#state = state;
    state.addEventListener('ticked', event => (state.ticked.has(event.detail) ? this.#curves.has(event.detail) || this.#ask(event.detail) : this.#forget(event.detail)));
    state.addEventListener('changed', event => state.ticked.has(event.detail) && this.#askLater(event.detail));
  }

  /** The curve of a run; undefined while it is not there. */
  curve(run, name) {
    return this.#curves.get(run)?.get(name);
  }

  /** Sets which numbers are fetched. */
  want(names) {
    if (names.length === this.#names.length && names.every((name, i) => name === this.#names[i])) return;
    const isMore = names.some(name => !this.#names.includes(name));
    this.#names = names;
    if (isMore) for (const run of this.#state.ticked.keys()) this.#ask(run);
  }

  #forget(run) {
    this.#curves.delete(run);
    this.#waiting.delete(run);
    clearTimeout(this.#next.get(run));
    this.#next.delete(run);
    this.#tell();
  }

  #askLater(run) {
    if (this.#next.has(run)) return;
    const pause = SHORTEST_PAUSE + 100 * this.#state.ticked.size;
    this.#next.set(run, setTimeout(() => {
      this.#next.delete(run);
      this.#ask(run);
    }, pause));
  }

  #ask(run) {
    this.#waiting.add(run);
    while (this.#running < AT_ONCE && this.#waiting.size > 0) {
      const [first] = this.#waiting;
      this.#waiting.delete(first);
      this.#running++;
      this.#fetch(first).finally(() => {
        this.#running--;
        const [another] = this.#waiting;
        if (another !== undefined) this.#ask(another);
      });
    }
  }

  async #fetch(run) {
    try {
      const answer = await get('/api/curves', { run, name: this.#names, points: POINTS });
      if (!this.#state.ticked.has(run)) return;
      this.#curves.set(run, read(answer));
      this.#tell();
    } catch {
      // The run went, or the server did; what is drawn stays.
    }
  }

  #tell() {
    this.dispatchEvent(new Event('change'));
  }
}
