// The policy in motion: an episode with the policy of a checkpoint, at the pace of its environment.
import { Scenes, fit, paletteOf } from './motion-scene.js';

const SPEEDS = [0.25, 0.5, 1, 2, 4];
const HOLD = 1; // seconds on the last frame, before the episode begins again
const players = new WeakMap();

/** Shows a run in an element, in place of what was shown there. Returns a function that ends it. */
export function startMotion(element, run) {
  players.get(element)?.stop();
  const player = new Player(element, run);
  players.set(element, player);
  return () => player.stop();
}

function make(tag, properties = {}, ...children) {
  const { aria, ...rest } = properties;
  const element = Object.assign(document.createElement(tag), rest);
  if (aria) element.setAttribute('aria-label', aria);
  element.append(...children);
  return element;
}

function select(id, options, chosen) {
  const element = make('select', { id });
  for (const [value, text] of options) element.append(make('option', { value, textContent: text }));
  if (chosen !== undefined) element.value = chosen;
  return element;
}

function loadStyle() {
  if (document.getElementById('motion-style')) return;
  document.head.append(make('link', { id: 'motion-style', rel: 'stylesheet', href: new URL('motion.css', import.meta.url).href }));
}

const shorten = value => {
  const size = Math.abs(value);
  return size !== 0 && (size >= 1e5 || size < 1e-3) ? value.toExponential(2) : value.toFixed(size >= 100 ? 1 : size >= 10 ? 2 : 3);
};

class Player {
  constructor(element, run) {
    this.run = run;
    this.element = element;
    this.time = 0; // in frames
    this.seed = 1;
    this.ended = new AbortController();
    this.build();
    this.listen();
    this.begin();
  }

  async begin() {
    await this.loadCheckpoints();
    this.look();
  }

  build() {
    loadStyle();
    this.canvas = make('canvas', { id: 'motion-canvas', role: 'img', aria: 'The environment' });
    this.policy = make('canvas', { id: 'motion-policy', role: 'img', aria: 'What the policy does', hidden: true });
    this.trace = make('canvas', { id: 'motion-trace', role: 'img', aria: 'Reward of each step' });
    this.return = make('dd', { id: 'motion-return' });
    this.reward = make('dd', { id: 'motion-reward' });
    this.action = make('dd', { id: 'motion-action' });
    this.legend = make('ul', { className: 'legend' });
    this.play = make('button', { id: 'motion-play', type: 'button', textContent: 'Play' });
    this.scrub = make('input', { id: 'motion-scrub', type: 'range', min: 0, max: 0, step: 1, value: 0, aria: 'Frame' });
    this.clock = make('span', { id: 'motion-time' });
    this.checkpoint = select('motion-checkpoint', []);
    this.actions = select('motion-actions', [['sampled', 'sampled'], ['deterministic', 'most probable']]);
    this.speed = select('motion-speed', SPEEDS.map(speed => [speed, `${speed}×`]), 1);
    this.again = make('button', { id: 'motion-new', type: 'button', textContent: 'New episode' });
    this.status = make('p', { id: 'motion-status', role: 'status' });
    const facts = make('div', { className: 'facts' },
      make('dl', {},
        make('dt', { textContent: 'Return' }), this.return,
        make('dt', { textContent: 'Reward' }), this.reward,
        make('dt', { textContent: 'Action' }), this.action),
      this.policy, this.legend);
    this.element.replaceChildren(make('div', { className: 'motion' },
      make('div', { className: 'row' },
        make('label', {}, 'Checkpoint ', this.checkpoint),
        make('label', {}, 'Actions ', this.actions),
        this.again),
      make('div', { className: 'stage' }, this.canvas, facts),
      this.trace,
      make('div', { className: 'row' }, this.play, this.scrub, this.clock, make('label', {}, 'Speed ', this.speed)),
      this.status));
  }

  listen() {
    const { signal } = this.ended;
    const on = (target, type, handler) => target.addEventListener(type, handler, { signal });
    on(this.play, 'click', () => this.toggle());
    on(this.scrub, 'input', () => this.goTo(Number(this.scrub.value)));
    on(this.checkpoint, 'change', () => this.loadEpisode());
    on(this.checkpoint, 'focus', () => this.loadCheckpoints());
    on(this.actions, 'change', () => this.loadEpisode());
    on(this.again, 'click', () => this.next());
    on(matchMedia('(prefers-color-scheme: dark)'), 'change', () => { this.paintLegend(); this.paint(); });
    this.resized = new ResizeObserver(() => this.paint());
    this.resized.observe(this.canvas);
    // The machine is there to train: an episode is played when somebody looks.
    this.seen = new IntersectionObserver(entries => {
      this.visible = entries.at(-1).isIntersecting;
      this.look();
    });
    this.seen.observe(this.canvas);
  }

  look() {
    if (this.visible && this.hasCheckpoint && !this.episode && !this.loading && !this.failed) this.loadEpisode();
  }

  stop() {
    this.playing = false;
    this.ended.abort();
    this.resized.disconnect();
    this.seen.disconnect();
    if (this.canvas.isConnected) this.element.replaceChildren();
  }

  async ask(address, signal) {
    const response = await fetch(address, { signal });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.error ?? `The server answered ${response.status}.`);
    return answer;
  }

  async loadCheckpoints() {
    try {
      const { checkpoints } = await this.ask(`/api/checkpoints?${new URLSearchParams({ run: this.run })}`, this.ended.signal);
      const chosen = this.checkpoint.value;
      this.checkpoint.replaceChildren(...checkpoints.map(({ id, steps }) =>
        make('option', { value: id, textContent: `${id === 'latest' ? 'latest: ' : ''}${steps.toLocaleString('en')} steps` })));
      if (checkpoints.some(({ id }) => id === chosen)) this.checkpoint.value = chosen;
      this.hasCheckpoint = checkpoints.length > 0;
      if (!this.hasCheckpoint) this.status.textContent = 'This run has no checkpoint yet.';
    } catch (error) {
      this.say(error);
    }
  }

  async next() {
    this.seed++;
    await this.loadCheckpoints();
    this.loadEpisode();
  }

  async loadEpisode() {
    if (!this.hasCheckpoint) return;
    this.loading?.abort();
    const loading = this.loading = new AbortController();
    this.ended.signal.addEventListener('abort', () => loading.abort(), { once: true });
    this.status.textContent = 'Playing an episode…';
    const query = { run: this.run, checkpoint: this.checkpoint.value || 'latest', actions: this.actions.value, seed: this.seed };
    try {
      const episode = await this.ask(`/api/episode?${new URLSearchParams(query)}`, loading.signal);
      this.show(episode);
    } catch (error) {
      if (!loading.signal.aborted) this.forget(error);
    } finally {
      if (this.loading === loading) this.loading = undefined;
    }
  }

  show(episode) {
    this.episode = episode;
    this.scenes = new Scenes(episode);
    let sum = 0;
    this.returns = episode.rewards.map(reward => (sum += reward));
    this.scrub.max = this.scenes.count - 1;
    this.canvas.style.aspectRatio = Math.max(this.scenes.aspect, 0.8);
    // A narrow picture, a board of cells, needs no more room than it fills.
    this.canvas.style.maxHeight = '30rem';
    const end = episode.terminated ? 'the episode ends here' : episode.ended ? 'cut off by the time limit' : 'shown up to here';
    this.status.textContent = `Seed ${this.seed}: ${this.scenes.count - 1} steps, return ${shorten(sum)}; ${end}.`;
    this.policy.hidden = episode.probabilities.length === 0 && !Array.isArray(episode.actions[0]);
    // What the longest bar stands for: certainty, or the greatest number of the episode.
    this.largest = episode.probabilities.length > 0 ? 1 : episode.actions.flat().reduce((most, number) => Math.max(most, Math.abs(number)), 1e-9);
    this.failed = false;
    this.paintLegend();
    this.goTo(0);
  }

  paintLegend() {
    if (!this.scenes) return;
    const palette = paletteOf(this.canvas);
    this.legend.replaceChildren(...this.scenes.legendOf(0).map(({ fill, text }) => {
      const mark = make('span');
      mark.style.background = palette[fill];
      return make('li', {}, mark, text);
    }));
  }

  forget(error) {
    this.episode = this.scenes = undefined;
    this.failed = true;
    this.setPlaying(false);
    this.legend.replaceChildren();
    fit(this.canvas);
    fit(this.trace);
    this.say(error);
  }

  say(error) {
    if (!this.ended.signal.aborted) this.status.textContent = error.message;
  }

  toggle() {
    this.setPlaying(!this.playing);
    if (this.playing && !this.episode && !this.loading) this.loadEpisode();
  }

  setPlaying(playing) {
    this.playing = playing;
    this.play.textContent = playing ? 'Pause' : 'Play';
    this.last = undefined;
    if (playing) requestAnimationFrame(now => this.tick(now));
  }

  goTo(frame) {
    this.time = frame;
    this.paint();
  }

  /** Goes on by the time since the last picture of the screen, in the environment's frames. */
  tick(now) {
    if (!this.playing) return;
    if (!this.canvas.isConnected) {
      this.stop();
      return;
    }
    if (this.scenes) {
      const passed = this.last === undefined ? 0 : Math.min((now - this.last) / 1000, 0.25);
      this.time += (passed * Number(this.speed.value)) / this.episode.seconds;
      const hold = (HOLD * Number(this.speed.value)) / this.episode.seconds;
      if (this.time > this.scenes.count - 1 + hold) this.time = 0;
      this.paint();
    }
    this.last = now;
    requestAnimationFrame(later => this.tick(later));
  }

  get frame() { return Math.min(Math.floor(this.time), this.scenes.count - 1); }

  paint() {
    if (!this.scenes || this.canvas.clientWidth === 0) return;
    const { episode, frame } = this;
    this.scenes.paint(this.canvas, Math.min(this.time, this.scenes.count - 1));
    this.scrub.value = frame;
    this.clock.textContent = `${(frame * episode.seconds).toFixed(2)} s · step ${frame} of ${this.scenes.count - 1}`;
    const step = frame - 1;
    this.return.textContent = step < 0 ? '0' : shorten(this.returns[step]);
    this.reward.textContent = step < 0 ? '' : shorten(episode.rewards[step]);
    const action = step < 0 ? undefined : episode.actions[step];
    this.action.textContent = action === undefined ? '' : Array.isArray(action) ? `${action.length} numbers` : action;
    this.paintTrace(frame);
    if (!this.policy.hidden) this.paintPolicy(step);
  }

  /** The reward of every step as a thin line, and where the picture is. */
  paintTrace(frame) {
    const palette = paletteOf(this.trace);
    const { context, width, height } = fit(this.trace);
    const { rewards } = this.episode;
    const low = Math.min(0, ...rewards), high = Math.max(0, ...rewards), margin = 4;
    const x = step => ((step + 1) / rewards.length) * width;
    const y = reward => height - margin - ((reward - low) / (high - low || 1)) * (height - 2 * margin);
    context.lineWidth = 1;
    context.strokeStyle = palette.faint;
    context.strokeRect(0, y(0), width, 0);
    context.strokeStyle = palette.blue;
    context.beginPath();
    rewards.forEach((reward, step) => context.lineTo(x(step), y(reward)));
    context.stroke();
    context.strokeStyle = palette.red;
    context.strokeRect(x(frame - 1), 0, 0, height);
  }

  /** Probabilities of discrete actions, or the numbers of a continuous one, as bars. */
  paintPolicy(step) {
    const palette = paletteOf(this.policy);
    const { context, width, height } = fit(this.policy);
    const { probabilities, actions } = this.episode;
    if (step < 0) return;
    const discrete = probabilities.length > 0;
    const values = discrete ? probabilities[step] : actions[step];
    const { largest } = this;
    const pitch = width / values.length, bar = Math.max(1, pitch * 0.7), middle = discrete ? height : height / 2;
    values.forEach((value, i) => {
      const length = (value / largest) * (discrete ? height : height / 2);
      context.fillStyle = discrete && i === actions[step] ? palette.orange : palette.blue;
      context.fillRect(i * pitch + (pitch - bar) / 2, middle - Math.max(length, 0), bar, Math.abs(length));
    });
    context.strokeStyle = palette.grey;
    context.strokeRect(0, middle, width, 0);
  }
}
