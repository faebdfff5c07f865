// The run that is looked at closer, and the settings in which ticked runs differ.

import { get } from './api.js';
import { byId, make, setText, swatch } from './dom.js';
import { placeOf } from './state.js';

/** A value; a run whose rule does not have the setting has a dash, and an empty list or text is none. */
const cell = value => (value === null ? make('td', 'none', '–') : value === '' ? make('td', 'none', 'none') : make('td', '', value));

const label = (state, run) => placeOf(state.runs.get(run)).name;

/** The choice among the ticked runs. */
export function showChoice(state) {
  const choice = byId('current');
  choice.replaceChildren(...[...state.ticked.keys()].map(run => {
    const option = make('option', '', run);
    option.value = run;
    return option;
  }));
  if (state.current !== null) choice.value = state.current;
}

/** All settings of a run, and its report. */
export function showDetail(detail) {
  const rows = (detail?.settings ?? []).map(({ key, value, meaning }) => make('tr', '', make('th', '', key), cell(value), make('td', 'none', meaning)));
  byId('settings').replaceChildren(make('tbody', '', ...rows));
  const report = byId('run-report');
  report.hidden = !detail?.report;
  if (detail?.report) report.href = `/report?${new URLSearchParams({ run: detail.run })}`;
}

/** What the doctor found in a run. */
export function showFindings(answer) {
  const items = (answer?.findings ?? []).map(({ severity, sentence, mend }) => make('li', severity, make('p', 'sentence', sentence), make('p', 'mend', mend)));
  if (answer && items.length === 0) items.push(make('li', 'note', answer.problem ?? 'Nothing found.'));
  byId('findings-list').replaceChildren(...items);
}

/** The table of the settings in which the ticked runs differ. */
export class Difference {
  #state;
  #asked = 0;

  constructor(state) {
    this.#state = state;
  }

  async update() {
    const runs = [...this.#state.ticked.keys()], asked = ++this.#asked;
    if (runs.length < 2) return this.#show([], [], 'Tick two runs to see the settings in which they differ.');
    try {
      const answer = await get('/api/difference', { run: runs });
      if (asked === this.#asked) this.#show(runs, answer.settings, answer.settings.length === 0 ? 'The ticked runs have the same settings.' : '');
    } catch (error) {
      if (asked === this.#asked) this.#show([], [], error.message);
    }
  }

  #show(runs, settings, sentence) {
    setText(byId('difference-sentence'), sentence);
    byId('difference-sentence').hidden = sentence === '';
    if (settings.length === 0) return byId('difference').replaceChildren();
    const heads = runs.map(run => make('th', '', swatch(this.#state.ticked.get(run) ?? 0), label(this.#state, run)));
    const rows = settings.map(({ key, meaning, values }) => {
      const head = make('th', '', key);
      head.title = meaning;
      return make('tr', '', head, ...values.map(cell));
    });
    byId('difference').replaceChildren(make('thead', '', make('tr', '', make('th', '', 'Setting'), ...heads)), make('tbody', '', ...rows));
  }
}
