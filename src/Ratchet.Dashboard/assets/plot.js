// Draws curves into a canvas: axes, bands of what was thinned, lines, bounds. It knows nothing of the page but the colours.

import { duration, labels } from './format.js';
import { linearTicks, logTicks } from './axis.js';
import { smooth } from './series.js';

const MARGIN = { left: 52, right: 10, top: 8, bottom: 22 };
const FONT = '11px system-ui, "Segoe UI", Roboto, sans-serif';
const FEW_POINTS = 40;
const MOST_BANDS = 12;
/** Numbers that differ by less than this share are equal but for their rounding. */
const NOISE = 1e-9;
const DASHES = [[], [6, 3], [2, 3], [8, 3, 2, 3]];

/** What is drawn: the curves, how they are to be seen, and lines across. */
export class Plot {
  constructor(series, view, bounds, pick) {
    this.view = view;
    this.bounds = bounds;
    this.curves = series.map(one => ({ ...one, x: one[view.over], raw: one[pick], y: smooth(one[pick], one.isSampled ? 0 : view.smoothing), hasBand: pick === 'mean' && !one.isExact && series.length <= MOST_BANDS }));
    this.#measure();
  }

  get isEmpty() {
    return !(this.high >= this.low) || !(this.right >= this.left);
  }

  #measure() {
    const positive = this.view.log;
    let left = Infinity, right = -Infinity, low = Infinity, high = -Infinity;
    const take = y => {
      if (positive && !(y > 0)) return;
      if (y < low) low = y;
      if (y > high) high = y;
    };
    for (const { x, y, raw, least, greatest, hasBand } of this.curves)
      for (let i = 0; i < x.length; i++) {
        if (Number.isNaN(raw[i])) continue;
        if (x[i] < left) left = x[i];
        if (x[i] > right) right = x[i];
        take(y[i]);
        take(raw[i]);
        if (hasBand) take(least[i]), take(greatest[i]);
      }
    for (const bound of this.bounds) take(bound.value);
    if (left > 0) left = 0;
    Object.assign(this, { left, right, low, high });
    if (this.isEmpty) return;
    if (left === right) Object.assign(this, { left: left - 1, right: right + 1 });
    const isFlat = high - low <= NOISE * Math.max(Math.abs(low), Math.abs(high)), edge = isFlat ? Math.abs(low) * 0.1 || 1 : (high - low) * 0.05;
    if (positive) Object.assign(this, { low: low / (isFlat ? 2 : (high / low) ** 0.05), high: high * (isFlat ? 2 : (high / low) ** 0.05) });
    else Object.assign(this, { low: low >= 0 && low < edge * 6 && !isFlat ? 0 : low - edge, high: high + edge });
  }

  /** Gives the plot its size in pixels of the page. */
  place(width, height) {
    Object.assign(this, { width, height, x0: MARGIN.left, x1: width - MARGIN.right, y0: height - MARGIN.bottom, y1: MARGIN.top });
    const [low, high] = this.view.log ? [Math.log(this.low), Math.log(this.high)] : [this.low, this.high];
    this.perX = (this.x1 - this.x0) / (this.right - this.left);
    this.perY = (this.y1 - this.y0) / (high - low);
    this.base = low;
  }

  toX(value) {
    return this.x0 + (value - this.left) * this.perX;
  }

  fromX(pixel) {
    return this.left + (pixel - this.x0) / this.perX;
  }

  toY(value) {
    return this.y0 + ((this.view.log ? Math.log(value) : value) - this.base) * this.perY;
  }

  draw(context, palette) {
    context.clearRect(0, 0, this.width, this.height);
    context.font = FONT;
    if (this.isEmpty) {
      context.fillStyle = palette.soft;
      context.textAlign = 'center';
      context.fillText(this.view.log ? 'no positive numbers' : 'no numbers yet', this.width / 2, this.height / 2);
      return;
    }
    this.#drawAxes(context, palette);
    context.save();
    context.beginPath();
    context.rect(this.x0 - 1, this.y1 - 4, this.x1 - this.x0 + 6, this.y0 - this.y1 + 5);
    context.clip();
    for (const curve of this.curves) this.#drawFaint(context, curve, palette);
    for (const curve of this.curves) this.#drawCurve(context, curve, palette);
    context.restore();
    for (const bound of this.bounds) this.#drawBound(context, bound, palette);
  }

  #drawAxes(context, palette) {
    context.lineWidth = 1;
    context.strokeStyle = palette.grid;
    context.fillStyle = palette.soft;
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    const about = (this.y0 - this.y1) / 38;
    const rows = this.view.log ? logTicks(this.low, this.high, about) : linearTicks(this.low, this.high, about), rowTexts = labels(rows);
    for (const [i, tick] of rows.entries()) {
      const y = Math.round(this.toY(tick)) + 0.5;
      line(context, this.x0, y, this.x1, y);
      context.fillText(rowTexts[i], this.x0 - 6, y);
    }
    context.textBaseline = 'alphabetic';
    const columns = linearTicks(this.left, this.right, (this.x1 - this.x0) / 80), columnTexts = this.view.over === 'seconds' ? columns.map(duration) : labels(columns);
    for (const [i, tick] of columns.entries()) {
      const x = Math.round(this.toX(tick)), isLast = x > this.x1 - 18;
      context.textAlign = isLast ? 'right' : 'center';
      context.fillText(columnTexts[i], isLast ? this.x1 + 6 : x, this.height - 6);
    }
    context.strokeStyle = palette.line;
    line(context, this.x0, this.y0 + 0.5, this.x1, this.y0 + 0.5);
  }

  /** What lies behind the curve: the span of the lines of a point, and with smoothing the numbers themselves. */
  #drawFaint(context, curve, palette) {
    const colour = palette.colours[curve.colour % palette.colours.length];
    if (curve.hasBand) {
      context.globalAlpha = this.view.smoothing > 0 ? 0.1 : 0.18;
      context.fillStyle = colour;
      this.#fillBand(context, curve);
    }
    if (this.view.smoothing > 0) {
      context.globalAlpha = 0.28;
      context.strokeStyle = colour;
      context.lineWidth = 1;
      this.#stroke(context, curve.x, curve.raw);
    }
    context.globalAlpha = 1;
  }

  #drawCurve(context, curve, palette) {
    context.strokeStyle = context.fillStyle = palette.colours[curve.colour % palette.colours.length];
    context.lineWidth = 1.6;
    context.lineJoin = 'round';
    context.setLineDash(DASHES[Math.floor(curve.colour / palette.colours.length) % DASHES.length]);
    this.#stroke(context, curve.x, curve.y);
    context.setLineDash([]);
    if (curve.x.length > FEW_POINTS) return;
    for (let i = 0; i < curve.x.length; i++) if (this.#isSeen(curve.y[i])) dot(context, this.toX(curve.x[i]), this.toY(curve.y[i]), 2.2);
  }

  #isSeen(y) {
    return this.view.log ? y > 0 : !Number.isNaN(y);
  }

  #stroke(context, x, y) {
    context.beginPath();
    let isDown = false;
    for (let i = 0; i < x.length; i++) {
      if (!this.#isSeen(y[i])) isDown = false;
      else if (isDown) context.lineTo(this.toX(x[i]), this.toY(y[i]));
      else context.moveTo(this.toX(x[i]), this.toY(y[i])), (isDown = true);
    }
    context.stroke();
  }

  #fillBand(context, { x, least, greatest }) {
    const bottom = value => (this.view.log && !(value > 0) ? this.y0 : this.toY(value));
    for (let start = 0; start < x.length; ) {
      while (start < x.length && !this.#isSeen(greatest[start])) start++;
      let end = start;
      while (end < x.length && this.#isSeen(greatest[end])) end++;
      if (end === start) break;
      context.beginPath();
      for (let i = start; i < end; i++) context.lineTo(this.toX(x[i]), this.toY(greatest[i]));
      for (let i = end - 1; i >= start; i--) context.lineTo(this.toX(x[i]), bottom(least[i]));
      context.fill();
      start = end;
    }
  }

  #drawBound(context, bound, palette) {
    const y = Math.round(this.toY(bound.value)) + 0.5;
    context.strokeStyle = palette.bad;
    context.fillStyle = palette.bad;
    context.lineWidth = 1;
    context.setLineDash([5, 4]);
    line(context, this.x0, y, this.x1, y);
    context.setLineDash([]);
    context.textAlign = 'left';
    context.lineWidth = 3;
    context.strokeStyle = palette.sheet;
    const text = `${bound.symbol} = ${bound.value}`, place = y > this.y1 + 14 ? y - 5 : y + 13;
    context.strokeText(text, this.x0 + 4, place);
    context.fillText(text, this.x0 + 4, place);
  }
}

export function line(context, x0, y0, x1, y1) {
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}

export function dot(context, x, y, radius) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
}
