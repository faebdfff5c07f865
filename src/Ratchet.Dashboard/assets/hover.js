// The values under the pointer, or under the cross-hair that the arrow keys move.

import { make, swatch } from './dom.js';
import { digits, duration } from './format.js';
import { frames } from './chart.js';

const MOST_LINES = 14;

export class Hover {
  #box;

  constructor(box) {
    this.#box = box;
    addEventListener('scroll', () => this.hide(), { passive: true, capture: true });
  }

  hide() {
    if (this.#box.hidden) return;
    this.#box.hidden = true;
    frames.pointAt(null);
  }

  show(chart, x, event) {
    if (x === null) return this.hide();
    frames.pointAt(x);
    const values = chart.valuesAt(x);
    if (values.length === 0) {
      this.#box.hidden = true;
      return;
    }
    const at = values[0].x;
    const lines = values.slice(0, MOST_LINES).map(one => this.#line(one, chart.view));
    if (values.length > MOST_LINES) lines.push(make('div', 'at', `and ${values.length - MOST_LINES} more`));
    this.#box.replaceChildren(make('div', 'at', `${chart.what.title} at ${chart.view.over === 'seconds' ? duration(at) : `${digits(at, 15)} steps`}`), ...lines);
    this.#box.hidden = false;
    this.#place(chart, event);
  }

  #line({ curve, value, smoothed, least, greatest }, view) {
    const text = make('b', '', digits(value));
    if (view.smoothing > 0) text.append(` (smoothed ${digits(smoothed, 4)})`);
    else if (!curve.isExact && least < greatest) text.append(` (${digits(least, 4)} to ${digits(greatest, 4)})`);
    return make('div', 'value', swatch(curve.colour), make('span', '', curve.label), text);
  }

  #place(chart, event) {
    const canvas = chart.canvas.getBoundingClientRect(), box = this.#box.getBoundingClientRect();
    const x = event.clientX ?? canvas.left + canvas.width / 2, y = event.clientY ?? canvas.top;
    const left = x + 16 + box.width < innerWidth ? x + 16 : Math.max(4, x - 16 - box.width);
    this.#box.style.left = `${left}px`;
    this.#box.style.top = `${Math.max(4, Math.min(y + 14, innerHeight - box.height - 8))}px`;
  }
}
