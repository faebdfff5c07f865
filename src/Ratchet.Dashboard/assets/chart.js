// A figure with a canvas: one number of all ticked runs. The curves are drawn once into a picture; the cross-hair only lays that picture down again.

import { make } from './dom.js';
import { Plot, dot, line } from './plot.js';
import { nearest } from './series.js';

const dark = matchMedia('(prefers-color-scheme: dark)');
let palette = null;

/** Milliseconds of drawing in a frame. */
const FRAME_BUDGET = 12;

/** Colours of the style sheet, light or dark. */
function colours() {
  if (palette) return palette;
  const style = getComputedStyle(document.documentElement), of = name => style.getPropertyValue(`--${name}`).trim();
  palette = { soft: of('soft'), grid: of('grid'), line: of('line'), bad: of('bad'), sheet: of('sheet'), colours: Array.from({ length: 8 }, (_, i) => of(`c${i}`)) };
  return palette;
}

/** Draws charts that need it, once a frame, and only those that are in sight. */
class Frames {
  #waiting = new Set();
  #all = new Set();
  #isAsked = false;

  constructor() {
    this.sight = new IntersectionObserver(entries => {
      for (const { target, isIntersecting } of entries) target.chart.setSight(isIntersecting);
    }, { rootMargin: '200px' });
    this.size = new ResizeObserver(entries => {
      for (const { target } of entries) target.parentElement?.chart?.changed();
    });
    dark.addEventListener('change', () => {
      palette = null;
      for (const chart of this.#all) chart.changed();
    });
  }

  add(chart) {
    this.#all.add(chart);
    this.sight.observe(chart.figure);
    this.size.observe(chart.canvas);
  }

  remove(chart) {
    this.#all.delete(chart);
    this.#waiting.delete(chart);
    this.sight.unobserve(chart.figure);
    this.size.unobserve(chart.canvas);
  }

  /** Moves the cross-hair of all charts; null takes it away. */
  pointAt(x) {
    for (const chart of this.#all) chart.pointAt(x);
  }

  ask(chart) {
    this.#waiting.add(chart);
    this.#askFrame();
  }

  #askFrame() {
    if (this.#isAsked) return;
    this.#isAsked = true;
    requestAnimationFrame(() => this.#drawSome());
  }

  /** Draws what a frame has time for; the others have the next frame, so that the page answers in between however many curves there are. */
  #drawSome() {
    this.#isAsked = false;
    const end = performance.now() + FRAME_BUDGET;
    for (const chart of this.#waiting) {
      this.#waiting.delete(chart);
      chart.draw();
      if (performance.now() > end) break;
    }
    if (this.#waiting.size > 0) this.#askFrame();
  }
}

export const frames = new Frames();

export class Chart {
  #picture = document.createElement('canvas');
  #series = [];
  #bounds = [];
  #isSeen = true;
  #isStale = true;
  #plot = null;
  #at = null;

  /**
   * @param {{ name: string, title: string, unit: string, meaning: string, pick?: 'mean' | 'greatest' }} what The number, and which of the lines of a point is drawn.
   * @param view How all charts are seen: smoothing, log, over.
   * @param hover Is told of where the pointer is: hover(chart, x, event), with x null when it left.
   */
  constructor(what, view, hover) {
    this.what = what;
    this.view = view;
    this.canvas = make('canvas');
    this.canvas.tabIndex = 0;
    this.canvas.setAttribute('role', 'img');
    this.canvas.setAttribute('aria-label', `${what.title}: curves of the ticked runs; arrow keys read the values`);
    const title = make('span', 'title', what.title);
    this.figure = make('figure', '', make('figcaption', '', title, make('span', 'unit', what.unit)), this.canvas);
    this.figure.dataset.metric = what.name;
    this.figure.chart = this;
    if (what.meaning) title.title = what.meaning;
    this.canvas.addEventListener('pointermove', event => hover(this, this.#valueAt(event), event));
    this.canvas.addEventListener('pointerdown', event => hover(this, this.#valueAt(event), event));
    this.canvas.addEventListener('pointerleave', event => hover(this, null, event));
    this.canvas.addEventListener('keydown', event => this.#onKey(event, hover));
    this.canvas.addEventListener('blur', event => hover(this, null, event));
    frames.add(this);
  }

  dispose() {
    frames.remove(this);
    this.figure.remove();
  }

  /** Whether a point stands for several lines. */
  get isThinned() {
    return this.#series.some(one => !one.isExact);
  }

  show(series, bounds = []) {
    this.#series = series;
    this.#bounds = bounds;
    this.changed();
  }

  changed() {
    this.#isStale = true;
    frames.ask(this);
  }

  setSight(isSeen) {
    this.#isSeen = isSeen;
    if (isSeen && this.#isStale) frames.ask(this);
  }

  pointAt(x) {
    if (this.#at === x) return;
    this.#at = x;
    frames.ask(this);
  }

  /** The values of all runs at the place nearest to x. */
  valuesAt(x) {
    const values = [];
    for (const curve of this.#plot?.curves ?? []) {
      const i = curve.x.length > 0 ? nearest(curve.x, x) : -1;
      if (i >= 0 && Number.isFinite(curve.raw[i])) values.push({ curve, x: curve.x[i], value: curve.raw[i], smoothed: curve.y[i], least: curve.least[i], greatest: curve.greatest[i] });
    }
    return values;
  }

  draw() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (!this.#isSeen || width === 0) return;
    const ratio = devicePixelRatio || 1;
    if (this.#isStale) this.#drawPicture(width, height, ratio);
    const context = this.canvas.getContext('2d');
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    context.drawImage(this.#picture, 0, 0);
    if (this.#at === null || this.#plot.isEmpty) return;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#drawCrossHair(context);
  }

  #drawPicture(width, height, ratio) {
    for (const canvas of [this.canvas, this.#picture]) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
    }
    this.#plot = new Plot(this.#series, this.view, this.#bounds, this.what.pick ?? 'mean');
    this.#plot.place(width, height);
    const context = this.#picture.getContext('2d');
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.#plot.draw(context, colours());
    this.#isStale = false;
  }

  #drawCrossHair(context) {
    const plot = this.#plot, values = this.valuesAt(this.#at);
    if (values.length === 0) return;
    const x = plot.toX(values.reduce((best, one) => (Math.abs(one.x - this.#at) < Math.abs(best - this.#at) ? one.x : best), values[0].x));
    context.strokeStyle = colours().soft;
    context.lineWidth = 1;
    line(context, Math.round(x) + 0.5, plot.y1, Math.round(x) + 0.5, plot.y0);
    for (const { curve, x: at, smoothed } of values) {
      if (plot.view.log && !(smoothed > 0)) continue;
      context.fillStyle = colours().sheet;
      dot(context, plot.toX(at), plot.toY(smoothed), 4.2);
      context.fillStyle = colours().colours[curve.colour % 8];
      dot(context, plot.toX(at), plot.toY(smoothed), 3);
    }
  }

  #valueAt(event) {
    if (!this.#plot || this.#plot.isEmpty) return null;
    const x = event.clientX - this.canvas.getBoundingClientRect().left;
    return this.#plot.fromX(Math.min(Math.max(x, this.#plot.x0), this.#plot.x1));
  }

  #onKey(event, hover) {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity }[event.key];
    if (event.key === 'Escape') hover(this, null, event);
    if (step === undefined || !this.#plot || this.#plot.isEmpty) return;
    event.preventDefault();
    const x = this.#plot.curves.find(curve => curve.x.length > 0)?.x;
    if (!x) return;
    const from = this.#at === null ? (step > 0 ? -1 : x.length) : nearest(x, this.#at);
    hover(this, x[Math.min(Math.max(from + step, 0), x.length - 1)], event);
  }
}
