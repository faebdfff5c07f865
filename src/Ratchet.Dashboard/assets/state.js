// What the page knows and what is chosen on it; whoever shows a part of it listens for changes.

const MOST_TICKED = 60;

export class State extends EventTarget {
  /** Rows of the list by name. */
  runs = new Map();

  /** Ticked runs in their order, each with its colour. */
  ticked = new Map();

  /** The run that is looked at closer; null for none. */
  current = null;

  /** Whether a row may still be ticked. */
  get isFull() {
    return this.ticked.size >= MOST_TICKED;
  }

  setRow(row) {
    const before = this.runs.get(row.run);
    if (before && Object.keys(row).every(key => row[key] === before[key])) return;
    this.runs.set(row.run, row);
    this.#tell(before ? 'changed' : 'added', row.run);
  }

  remove(run) {
    this.tick(run, false);
    if (this.runs.delete(run)) this.#tell('removed', run);
  }

  tick(run, isTicked) {
    if (isTicked === this.ticked.has(run) || (isTicked && (this.isFull || !this.runs.has(run)))) return;
    if (isTicked) this.ticked.set(run, this.#freeColour());
    else this.ticked.delete(run);
    if (isTicked) this.current = run;
    else if (this.current === run) this.current = [...this.ticked.keys()].at(-1) ?? null;
    this.#tell('ticked', run);
  }

  lookAt(run) {
    if (!this.ticked.has(run) || this.current === run) return;
    this.current = run;
    this.#tell('ticked', run);
  }

  #freeColour() {
    const used = new Set(this.ticked.values());
    let colour = 0;
    while (used.has(colour)) colour++;
    return colour;
  }

  #tell(what, run) {
    this.dispatchEvent(new CustomEvent(what, { detail: run }));
  }
}

/** The group that a run stands under in the list, and its name within: that of its study, or else of its outermost folder. */
export function placeOf(row) {
  const { run, study } = row;
  if (study !== null) {
    const below = study === '.' ? run : run.slice(study.length + 1);
    return { group: study === '.' ? 'this study' : study, name: below.startsWith('runs/') ? below.slice(5) : below };
  }
  const slash = run.indexOf('/');
  return slash < 0 ? { group: '', name: run } : { group: run.slice(0, slash), name: run.slice(slash + 1) };
}
