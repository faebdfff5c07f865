// The charts of the chosen numbers, one figure each, for all ticked runs.

import { byId, coalesced, make, swatch } from './dom.js';
import { Chart } from './chart.js';
import { placeOf } from './state.js';

const USUAL = [
  'rollout/ep_rew_mean', 'eval/mean_reward', 'eval/deterministic_mean_reward', 'rollout/ep_len_mean', 'train/entropy', 'train/std',
  'train/explained_variance', 'train/value_loss', 'train/policy_gradient_loss', 'time/fps',
];

/** Milliseconds in which the curves of several runs are taken together. */
export const UPDATE_AFTER = 150;

export class Charts {
  #state;
  #curves;
  #metrics;
  #view;
  #hover;
  #charts = new Map();
  #chosen = [...USUAL];
  #foreign = new Set();

  /** @param metrics Unit and meaning of the known numbers, by name. */
  constructor(state, curves, metrics, view, hover) {
    Object.assign(this, { onChoice: () => {} });
    [this.#state, this.#curves, this.#metrics, this.#view, this.#hover] = [state, curves, metrics, view, hover];
    curves.addEventListener('change', coalesced(UPDATE_AFTER, () => this.update()));
    state.addEventListener('ticked', () => this.#buildLegend());
    this.#buildChoice();
  }

  get chosen() {
    return this.#chosen;
  }

  /** Takes in numbers that only this run has. */
  offer(names) {
    const fresh = names.filter(name => !this.#metrics.has(name) && !this.#foreign.has(name));
    for (const name of fresh) this.#foreign.add(name);
    if (fresh.length > 0) this.#buildChoice();
  }

  update() {
    for (const name of this.#chosen) {
      const series = seriesOf(this.#state, this.#curves, name);
      let chart = this.#charts.get(name);
      if (series.length === 0) {
        chart?.dispose();
        this.#charts.delete(name);
        continue;
      }
      if (!chart) {
        chart = new Chart(describe(name, this.#metrics), this.#view, this.#hover);
        this.#charts.set(name, chart);
        this.#insert(name, chart);
      }
      chart.show(series);
    }
    byId('thinned').hidden = ![...this.#charts.values()].some(chart => chart.isThinned);
  }

  redraw() {
    for (const chart of this.#charts.values()) chart.changed();
  }

  #buildLegend() {
    const entries = [...this.#state.ticked].map(([run, colour]) => {
      const entry = make('li', '', swatch(colour), make('span', '', placeOf(this.#state.runs.get(run)).name));
      entry.title = run;
      return entry;
    });
    byId('legend').replaceChildren(...entries);
  }

  #insert(name, chart) {
    const behind = this.#chosen.slice(this.#chosen.indexOf(name) + 1).map(next => this.#charts.get(next)).find(next => next);
    byId('charts').insertBefore(chart.figure, behind?.figure ?? null);
  }

  #buildChoice() {
    const boxes = [...this.#metrics.keys(), ...this.#foreign].map(name => {
      const box = make('input');
      box.type = 'checkbox';
      box.checked = this.#chosen.includes(name);
      box.addEventListener('change', () => this.#choose(name, box.checked));
      const label = make('label', '', box, ` ${name}`);
      label.title = this.#metrics.get(name)?.meaning ?? '';
      return label;
    });
    byId('names').replaceChildren(...boxes);
  }

  #choose(name, isChosen) {
    if (isChosen) this.#chosen.push(name);
    else {
      this.#chosen = this.#chosen.filter(other => other !== name);
      this.#charts.get(name)?.dispose();
      this.#charts.delete(name);
    }
    this.onChoice();
    this.update();
  }
}

/** A number's title: its name without the group where the library knows it, else the name as it is. */
export function describe(name, metrics) {
  const known = metrics.get(name);
  return { name, title: name, unit: known?.unit ?? '', meaning: known?.meaning ?? '' };
}

/** The curves of one number, of all ticked runs that have it. */
export function seriesOf(state, curves, name) {
  const series = [];
  for (const [run, colour] of state.ticked) {
    const curve = curves.curve(run, name), row = state.runs.get(run);
    if (curve && row) series.push({ ...curve, run, colour, label: placeOf(row).name });
  }
  return series;
}
