// Where ticks stand.

/** Round numbers between two others, about so many. */
export function linearTicks(low, high, about) {
  const raw = (high - low) / Math.max(1, about);
  if (!(raw > 0) || !Number.isFinite(raw)) return [low];
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find(factor => factor * power >= raw) * power;
  const ticks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9 && ticks.length < 50; i++) ticks.push(i * step);
  return ticks;
}

/** Powers of ten between two positive numbers, with 2 and 5 between them where there is room; the linear ones where they lie within one power. */
export function logTicks(low, high, about) {
  const first = Math.floor(Math.log10(low)), last = Math.ceil(Math.log10(high)), decades = last - first;
  const every = Math.max(1, Math.ceil(decades / about));
  const factors = decades <= about / 2.5 ? [1, 2, 5] : [1];
  const ticks = [];
  for (let exponent = first; exponent <= last; exponent += every)
    for (const factor of factors) {
      const tick = factor * 10 ** exponent;
      if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) ticks.push(tick);
    }
  return ticks.length >= 2 ? ticks : linearTicks(low, high, about).filter(tick => tick > 0);
}
