// Numbers as people read them.

const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const UNITS = [[1e15, 'P'], [1e12, 'T'], [1e9, 'G'], [1e6, 'M'], [1e3, 'k']];

/** With at most so many significant digits, and no zeros behind them. */
export function digits(value, count = 6) {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e15)) return value.toExponential(count - 1).replace(/\.?0+e/, 'e').replace('e+', 'e');
  if (Number.isInteger(value) || size >= 10 ** (count - 1)) return Number.isInteger(value) ? whole.format(value) : whole.format(Math.round(value));
  return String(Number(value.toPrecision(count)));
}

/** A count such as 1.25M. */
export function count(value, precision = 3) {
  if (!Number.isFinite(value)) return '–';
  for (const [size, unit] of UNITS)
    if (Math.abs(value) >= size) return `${Number((value / size).toPrecision(precision))}${unit}`;
  return String(Number(value.toPrecision(precision)));
}

/** Labels of the ticks of an axis, with as many digits as it takes to tell them apart. */
export function labels(ticks) {
  for (let precision = 3; ; precision++) {
    const texts = ticks.map(tick => count(tick, precision));
    if (precision === 12 || new Set(texts).size === ticks.length) return texts;
  }
}

/** A return in the list. */
export const short = value => (value === null || !Number.isFinite(value) ? '' : Math.abs(value) >= 1000 ? whole.format(value) : String(Number(value.toPrecision(4))));

/** Seconds as 1 h 05 min. */
export function duration(seconds) {
  if (!Number.isFinite(seconds)) return '–';
  if (seconds < 100) return `${Number(seconds.toPrecision(3))} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}
