// Paints a scene on a canvas: flat shapes in the units of a simulated world, x to the right and y up. What the shapes' numbers mean is said by ShapeKind in
// src/Ratchet/Environments/Drawing/Shape.cs.

// Okabe and Ito's hues, which colour-blind people tell apart; for a dark page the dark ones are lighter.
const LIGHT = {
  grey: '#8f979c', faint: '#e4e8ea', blue: '#0072b2', sky: '#56b4e9', green: '#009e73', yellow: '#e0cf1b', orange: '#e69f00', red: '#d55e00', purple: '#cc79a7',
};
const DARK = {
  grey: '#89949a', faint: '#2b3338', blue: '#3d9edb', sky: '#8fd0f7', green: '#2fbf94', yellow: '#f0e442', orange: '#f0b13c', red: '#ee7b30', purple: '#dd92bb',
};
const EDGE = 1.5;

/** The colours of a canvas, as the page shows it now. */
export function paletteOf(canvas) {
  const style = getComputedStyle(canvas);
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  return { ...(dark ? DARK : LIGHT), ink: style.color, paper: style.backgroundColor, soft: style.borderTopColor };
}

/** Makes the pixels of a canvas those of the screen. Returns its size in CSS pixels; what is painted next is in these. */
export function fit(canvas) {
  const ratio = window.devicePixelRatio || 1;
  const width = canvas.clientWidth, height = canvas.clientHeight;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  const context = canvas.getContext('2d');
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, width, height };
}

/** The scenes of an episode: what a layout shares, and what a frame changes of it. */
export class Scenes {
  constructor(episode) {
    this.frames = episode.frames;
    this.paints = episode.paints;
    this.layouts = episode.layouts.map(layout => ({
      ...layout,
      // Cells are in one place or another, and never between the two.
      blends: !layout.shapes.some(([kind]) => kind === 'cells'),
      starts: startsOf(layout.shapes),
    }));
  }

  get count() { return this.frames.length; }

  legendOf(frame) {
    return this.layouts[this.frames[frame][0]].shapes.filter(([kind]) => kind === 'legend').map(([, fill, , , text]) => ({ fill, text }));
  }

  /** Width over height of the view at the beginning. */
  get aspect() {
    const [left, bottom, right, top] = this.numbersOf(0);
    return (right - left) / (top - bottom);
  }

  /** Paints the scene at a time between two frames. */
  paint(canvas, time) {
    const frame = Math.min(Math.floor(time), this.count - 1);
    const layout = this.layouts[this.frames[frame][0]];
    const numbers = this.numbersOf(frame);
    const share = time - frame;
    if (share > 0 && layout.blends && frame + 1 < this.count && this.frames[frame + 1][0] === this.frames[frame][0]) {
      const next = this.numbersOf(frame + 1);
      for (const place of layout.moving) numbers[place] += share * (next[place] - numbers[place]);
    }
    new Painter(canvas, numbers, paletteOf(canvas), this.paints).paint(layout);
  }

  numbersOf(frame) {
    const row = this.frames[frame];
    const { numbers, moving } = this.layouts[row[0]];
    const all = numbers.slice();
    moving.forEach((place, i) => { all[place] = row[i + 1]; });
    return all;
  }
}

/** Where the depth of each shape stands; its numbers follow. Four numbers of the view come first. */
function startsOf(shapes) {
  let place = 4;
  return shapes.map(([, , , count]) => {
    const start = place;
    place += count + 1;
    return start;
  });
}

class Painter {
  constructor(canvas, numbers, palette, paints) {
    Object.assign(this, fit(canvas), { numbers, palette, paints });
    const [left, bottom, right, top] = numbers;
    this.scale = Math.min(this.width / (right - left), this.height / (top - bottom));
    this.centre = [(left + right) / 2, (bottom + top) / 2];
  }

  x(x) { return this.width / 2 + (x - this.centre[0]) * this.scale; }
  y(y) { return this.height / 2 - (y - this.centre[1]) * this.scale; }

  paint(layout) {
    const order = layout.shapes.map((_, i) => i);
    order.sort((a, b) => this.numbers[layout.starts[a]] - this.numbers[layout.starts[b]] || a - b);
    for (const i of order) {
      const [kind, fill, edge, count, text] = layout.shapes[i];
      const start = layout.starts[i] + 1;
      const paint = painters[kind];
      if (paint) paint(this, this.numbers.slice(start, start + count), this.palette[fill], this.palette[edge], text);
    }
  }

  fill(path, fill, edge) {
    const { context } = this;
    if (fill) {
      context.fillStyle = fill;
      context.fill(path);
    }
    if (edge) {
      context.lineWidth = EDGE;
      context.strokeStyle = edge;
      context.lineJoin = 'round';
      context.stroke(path);
    }
  }

  stroke(x1, y1, x2, y2, width, colour, cap = 'round') {
    const { context } = this;
    context.lineCap = cap;
    context.lineWidth = Math.max(width, 1);
    context.strokeStyle = colour;
    context.beginPath();
    context.moveTo(x1, y1);
    context.lineTo(x2, y2);
    context.stroke();
  }
}

const painters = {
  line(p, [x1, y1, x2, y2, width], fill, edge) {
    // A line of no length has no caps on a canvas: a hair's breadth gives it both.
    const ends = [p.x(x1), p.y(y1), p.x(x2) + (x1 === x2 && y1 === y2 ? 0.01 : 0), p.y(y2)];
    if (edge) p.stroke(...ends, width * p.scale + EDGE, edge);
    p.stroke(...ends, width * p.scale - (edge ? EDGE : 0), fill);
  },
  circle(p, [x, y, radius], fill, edge) {
    const path = new Path2D();
    path.arc(p.x(x), p.y(y), radius * p.scale, 0, 2 * Math.PI);
    p.fill(path, fill, edge);
  },
  polygon(p, corners, fill, edge) {
    const path = new Path2D();
    for (let i = 0; i < corners.length; i += 2) path.lineTo(p.x(corners[i]), p.y(corners[i + 1]));
    path.closePath();
    p.fill(path, fill, edge);
  },
  cells(p, [x, y, side, columns, ...cells]) {
    const rows = cells.length / columns, gap = 0.04 * side;
    cells.forEach((cell, i) => {
      const colour = p.palette[p.paints[cell]];
      if (!colour) return;
      p.context.fillStyle = colour;
      const left = p.x(x + (i % columns) * side + gap), top = p.y(y + (rows - Math.floor(i / columns)) * side - gap);
      p.context.fillRect(left, top, (side - 2 * gap) * p.scale, (side - 2 * gap) * p.scale);
    });
  },
  text(p, [x, y, size], fill, edge, text) {
    p.context.fillStyle = fill;
    p.context.font = `${size * p.scale}px system-ui, sans-serif`;
    p.context.textAlign = 'center';
    p.context.fillText(text, p.x(x), p.y(y));
  },
  ground(p, [y, spacing], fill) {
    const level = p.y(y), mark = 7;
    p.stroke(0, level, p.width, level, 1.5, fill, 'butt');
    const first = Math.ceil((p.centre[0] - p.width / 2 / p.scale) / spacing);
    for (let i = first; p.x(i * spacing) <= p.width; i++) p.stroke(p.x(i * spacing), level, p.x(i * spacing) - mark, level + mark, 1.5, fill, 'butt');
  },
  floor(p, [x, y, ux, uy, vx, vy], fill) {
    // The corners of the canvas in tiles; the lines that lie between them.
    const determinant = ux * vy - uy * vx;
    if (determinant === 0) return;
    const a = [], b = [];
    for (const cx of [-1, 1]) {
      for (const cy of [-1, 1]) {
        const dx = p.centre[0] + (cx * p.width) / 2 / p.scale - x, dy = p.centre[1] + (cy * p.height) / 2 / p.scale - y;
        a.push((dx * vy - dy * vx) / determinant);
        b.push((ux * dy - uy * dx) / determinant);
      }
    }
    const [a0, a1, b0, b1] = [Math.floor(Math.min(...a)), Math.ceil(Math.max(...a)), Math.floor(Math.min(...b)), Math.ceil(Math.max(...b))];
    if (a1 - a0 > 500 || b1 - b0 > 500) return;
    const at = (i, j) => [p.x(x + i * ux + j * vx), p.y(y + i * uy + j * vy)];
    for (let i = a0; i <= a1; i++) p.stroke(...at(i, b0), ...at(i, b1), 1, fill, 'butt');
    for (let j = b0; j <= b1; j++) p.stroke(...at(a0, j), ...at(a1, j), 1, fill, 'butt');
  },
};
