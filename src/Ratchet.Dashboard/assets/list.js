// The list of runs: filter, sort, group, tick.

import { byId, make, setText } from './dom.js';
import { count, short } from './format.js';
import { placeOf } from './state.js';

const names = new Intl.Collator('en', { numeric: true });
const ORDERS = {
  name: (a, b) => names.compare(a.run, b.run),
  written: (a, b) => b.written - a.written || names.compare(a.run, b.run),
  return: (a, b) => (b.return ?? -Infinity) - (a.return ?? -Infinity) || names.compare(a.run, b.run),
  steps: (a, b) => b.steps - a.steps || names.compare(a.run, b.run),
};
const REORDER_AFTER = 1500;

export class RunList {
  #state;
  #rows = new Map();
  #timer = null;

  constructor(state) {
    this.#state = state;
    state.addEventListener('added', () => this.#arrangeSoon(30));
    state.addEventListener('removed', event => {
      this.#rows.delete(event.detail);
      this.#arrangeSoon(30);
    });
    state.addEventListener('changed', event => {
      this.#update(event.detail);
      if (byId('sort').value !== 'name') this.#arrangeSoon(REORDER_AFTER);
    });
    state.addEventListener('ticked', event => this.#updateTick(event.detail));
    for (const id of ['sort', 'group']) byId(id).addEventListener('change', () => this.arrange());
    byId('filter').addEventListener('input', () => this.#filter());
    byId('untick').addEventListener('click', () => [...state.ticked.keys()].forEach(run => state.tick(run, false)));
  }

  #arrangeSoon(milliseconds) {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      this.arrange();
    }, milliseconds);
  }

  /** Puts the rows in their order, in groups or not. The focus stays where it is. */
  arrange() {
    const focused = document.activeElement?.closest?.('#runs li')?.dataset.run;
    const groups = new Map();
    for (const row of [...this.#state.runs.values()].sort(ORDERS[byId('sort').value])) {
      const group = byId('group').checked ? placeOf(row).group : '';
      if (!groups.has(group)) groups.set(group, []);
      groups.get(group).push(this.#rowOf(row));
    }
    const parts = [];
    for (const group of [...groups.keys()].sort(names.compare)) {
      const list = make('ul', '', ...groups.get(group));
      parts.push(group === '' ? make('div', 'group', list) : make('div', 'group', make('h3', '', group), list));
    }
    byId('runs').replaceChildren(...parts);
    if (focused !== undefined) this.#rows.get(focused)?.querySelector('input').focus({ preventScroll: true });
    byId('no-runs').hidden = this.#state.runs.size > 0;
    this.#filter();
  }

  #filter() {
    const words = byId('filter').value.toLowerCase().split(/\s+/).filter(word => word !== '');
    for (const [run, element] of this.#rows) {
      const row = this.#state.runs.get(run);
      if (!row) continue;
      const text = `${row.run} ${row.environment} ${row.rule} ${row.status}`.toLowerCase();
      element.hidden = !words.every(word => text.includes(word));
    }
    for (const group of byId('runs').children) group.hidden = [...group.querySelectorAll('li')].every(row => row.hidden);
  }

  #rowOf(row) {
    let element = this.#rows.get(row.run);
    if (!element) {
      this.#rows.set(row.run, (element = this.#build(row)));
      this.#update(row.run);
    }
    const name = element.querySelector('.name');
    setText(name, byId('group').checked ? placeOf(row).name : row.run);
    return element;
  }

  #build(row) {
    const tick = make('input', 'tick');
    tick.type = 'checkbox';
    tick.checked = this.#state.ticked.has(row.run);
    tick.addEventListener('change', () => {
      this.#state.tick(row.run, tick.checked);
      tick.checked = this.#state.ticked.has(row.run);
    });
    const name = make('span', 'name');
    name.title = row.run;
    const facts = make('span', 'facts', make('span', 'status'), make('span', 'steps'));
    const element = make('li', '', make('label', '', tick, name, make('span', 'return'), facts));
    element.dataset.run = row.run;
    return element;
  }

  #update(run) {
    const element = this.#rows.get(run), row = this.#state.runs.get(run);
    if (!element || !row) return;
    const status = element.querySelector('.status');
    status.className = `status ${row.status}`;
    setText(status, row.status);
    status.title = row.problem ?? '';
    setText(element.querySelector('.steps'), row.totalSteps > 0 ? `${count(row.steps)} of ${count(row.totalSteps)} steps` : `${count(row.steps)} steps`);
    setText(element.querySelector('.return'), short(row.return));
  }

  #updateTick(run) {
    const element = this.#rows.get(run), colour = this.#state.ticked.get(run);
    if (!element) return;
    element.querySelector('input').checked = colour !== undefined;
    element.classList.toggle('ticked', colour !== undefined);
    if (colour !== undefined) element.style.setProperty('--colour', `var(--c${colour % 8})`);
  }
}
