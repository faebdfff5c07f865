// The trust region per update: the greatest KL against its bound, the steps of the fixup phase, and β.

import { byId, coalesced, setText } from './dom.js';
import { Chart } from './chart.js';
import { UPDATE_AFTER, describe, seriesOf } from './charts.js';
import { digits } from './format.js';

const MAX_KL = 'train/max_kl', MEAN_KL = 'train/approx_kl', NEXT_KL = 'train/next_batch_max_kl', FIXUP = 'train/fixup_steps', BETA = 'train/beta', VIOLATIONS = 'train/violations';

export const TRUST_NAMES = [MAX_KL, MEAN_KL, NEXT_KL, FIXUP, BETA, VIOLATIONS];

export class Trust {
  #state;
  #curves;
  #details;
  #charts;

  /** @param details What /api/run told of ticked runs, by name. */
  constructor(state, curves, metrics, details, view, hover) {
    [this.#state, this.#curves, this.#details] = [state, curves, details];
    const own = { over: 'steps', log: false, smoothing: 0 };
    this.view = own;
    this.#charts = [[MAX_KL, 'greatest'], [FIXUP, 'greatest'], [BETA, 'mean'], [NEXT_KL, 'greatest'], [MEAN_KL, 'greatest']].map(
      ([name, pick]) => new Chart({ ...describe(name, metrics), pick }, own, hover));
    this.takeView(view);
    curves.addEventListener('change', coalesced(UPDATE_AFTER, () => this.update()));
  }

  /** Follows the axes of the other charts; nothing is smoothed here, because a promise is kept in every update or not at all. */
  takeView(view) {
    Object.assign(this.view, { over: view.over, log: view.log });
    for (const chart of this.#charts) chart.changed();
  }

  update() {
    for (const chart of this.#charts) {
      const series = seriesOf(this.#state, this.#curves, chart.what.name);
      const isShown = series.some(one => one.greatest.some(value => value !== 0 && !Number.isNaN(value)));
      if (!isShown) {
        chart.figure.remove();
        continue;
      }
      if (!chart.figure.isConnected) this.#insert(chart);
      chart.show(series, this.#bounds(chart.what.name));
    }
    this.#say();
  }

  #insert(chart) {
    const behind = this.#charts.slice(this.#charts.indexOf(chart) + 1).find(next => next.figure.isConnected);
    byId('trust-charts').insertBefore(chart.figure, behind?.figure ?? null);
  }

  #bounds(name) {
    const bounds = new Map();
    for (const run of this.#state.ticked.keys()) {
      const bound = this.#details.get(run)?.bound;
      if (bound?.name === name) bounds.set(bound.value, bound);
    }
    return [...bounds.values()];
  }

  #say() {
    const run = this.#state.current, bound = this.#details.get(run)?.bound, sentence = byId('trust-sentence');
    const greatest = of => this.#greatest(run, of);
    sentence.classList.toggle('broken', greatest(VIOLATIONS) > 0);
    if (run === null) setText(sentence, '');
    else if (!bound) setText(sentence, `This run's rule promises no region; its greatest KL so far is ${digits(greatest(MAX_KL), 4)}.`);
    else {
      const kl = greatest(bound.name), share = Math.floor((10000 * kl) / bound.value) / 100;
      const word = bound.name === MAX_KL ? 'The greatest KL in any state of any update' : 'The greatest mean KL of any update';
      const kept = greatest(VIOLATIONS) > 0 ? 'The promise was broken; the findings and the curve say where.' : 'The promise was kept in every update.';
      setText(sentence, Number.isFinite(kl) ? `${word} is ${digits(kl, 5)}, ${share} % of ${bound.symbol} = ${bound.value}. ${kept}` : '');
    }
  }

  #greatest(run, name) {
    let best = NaN;
    for (const value of this.#curves.curve(run, name)?.greatest ?? []) if (!(value <= best) && !Number.isNaN(value)) best = value;
    return best;
  }
}
