// Curves as the charts draw them.

/**
 * A curve of a run.
 * @typedef {{ run: string, label: string, colour: number, steps: Float64Array, seconds: Float64Array, mean: Float64Array, least: Float64Array, greatest: Float64Array,
 *   isExact: boolean, isSampled: boolean }} Series Where each point is one line it is exact; evaluation points, far apart, are samples that are not smoothed.
 */

const numbers = list => Float64Array.from(list, value => value ?? NaN);

/** The curves of an answer of /api/curves, by name: those of the iterations and those of the evaluation points. */
export function read(answer) {
  const curves = new Map();
  for (const lines of [answer.iterations, answer.evaluations]) {
    const steps = numbers(lines.steps), seconds = numbers(lines.seconds);
    for (const [name, curve] of Object.entries(lines.curves)) {
      const mean = numbers(curve.mean), isExact = curve.least === undefined;
      curves.set(name, { isSampled: lines === answer.evaluations, steps, seconds, mean, least: isExact ? mean : numbers(curve.least), greatest: isExact ? mean : numbers(curve.greatest), isExact });
    }
  }
  return curves;
}

const smoothed = new WeakMap();

/** The exponential moving average, started without a bias towards zero: s ← w s + (1 − w) v, divided by 1 − wⁿ. */
export function smooth(values, weight) {
  if (weight === 0) return values;
  const known = smoothed.get(values);
  if (known?.weight === weight) return known.result;
  const result = new Float64Array(values.length);
  let sum = 0, rest = 1;
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) {
      result[i] = NaN;
      continue;
    }
    sum = weight * sum + (1 - weight) * values[i];
    rest *= weight;
    result[i] = sum / (1 - rest);
  }
  smoothed.set(values, { weight, result });
  return result;
}

/** The place of the number in a rising list that is nearest to a value. */
export function nearest(rising, value) {
  let low = 0, high = rising.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low > 0 && value - rising[low - 1] < rising[low] - value ? low - 1 : low;
}
