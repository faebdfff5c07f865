// Puts the page together: who shows what, and what a choice changes.

import { get, listen } from './api.js';
import { byId, coalesced, setText } from './dom.js';
import { State } from './state.js';
import { RunList } from './list.js';
import { Curves } from './curves.js';
import { Charts } from './charts.js';
import { Hover } from './hover.js';
import { TRUST_NAMES, Trust } from './trust.js';
import { Difference, showChoice, showDetail, showFindings } from './closer.js';
import { watchStudies } from './studies.js';
import { startMotion } from './motion.js';

const state = new State();
const details = new Map();
const view = { smoothing: 0, log: false, over: 'steps' };
const hover = new Hover(byId('hover'));
const onHover = (chart, x, event) => hover.show(chart, x, event);
let shownRun = null;

const { metrics } = await get('/api/metrics');
const known = new Map(metrics.map(metric => [metric.name, metric]));
const curves = new Curves(state);
const charts = new Charts(state, curves, known, view, onHover);
const trust = new Trust(state, curves, known, details, view, onHover);
const difference = new Difference(state);
const list = new RunList(state);

charts.onChoice = () => curves.want([...new Set([...charts.chosen, ...TRUST_NAMES])]);
charts.onChoice();

await takeStock();
list.arrange();
for (const run of new URLSearchParams(location.hash.slice(1)).getAll('run')) state.tick(run, true);
sumUp();

const updateSoon = coalesced(150, () => {
  charts.update();
  trust.update();
  difference.update();
});
const sumUpSoon = coalesced(300, sumUp);

state.addEventListener('added', sumUpSoon);
state.addEventListener('changed', sumUpSoon);
state.addEventListener('removed', sumUpSoon);
state.addEventListener('ticked', onTicked);
if (state.ticked.size > 0) onTicked({ detail: state.current });

listen({
  row: row => state.setRow(row),
  removed: run => state.remove(run),
  live(isLive) {
    if (isLive) takeStock().catch(() => {});
    byId('connection').classList.toggle('live', isLive);
    setText(byId('connection'), isLive ? 'live' : 'not connected');
  },
});
watchStudies();

byId('smoothing').addEventListener('input', event => {
  view.smoothing = Number(event.target.value);
  setText(byId('smoothing-value'), event.target.value);
  charts.redraw();
});
byId('log').addEventListener('change', event => {
  view.log = event.target.checked;
  charts.redraw();
  trust.takeView(view);
});
byId('over').addEventListener('change', event => {
  view.over = event.target.value;
  charts.redraw();
  trust.takeView(view);
});
byId('current').addEventListener('change', event => state.lookAt(event.target.value));
addEventListener('keydown', event => {
  if (event.key === 'Escape') hover.hide();
});

/** Takes all runs as they are; those that went while nobody listened go. */
async function takeStock() {
  const { runs } = await get('/api/runs'), found = new Set(runs.map(row => row.run));
  for (const run of [...state.runs.keys()]) if (!found.has(run)) state.remove(run);
  for (const row of runs) state.setRow(row);
}

function onTicked({ detail: run }) {
  document.body.className = state.ticked.size > 0 ? 'some' : 'none';
  const address = new URLSearchParams([...state.ticked.keys()].map(name => ['run', name]));
  history.replaceState(null, '', address.size > 0 ? `#${address}` : location.pathname);
  if (state.ticked.has(run) && !details.has(run)) learn(run);
  if (!state.ticked.has(run)) details.delete(run);
  showChoice(state);
  if (!state.ticked.has(run)) charts.update();
  updateSoon();
  lookCloser();
}

/** Fetches what a run was told, and its bound. */
async function learn(run) {
  details.set(run, undefined);
  try {
    const detail = await get('/api/run', { run });
    if (!state.ticked.has(run)) return;
    details.set(run, detail);
    charts.offer(detail.names);
    updateSoon();
    if (run === state.current) showDetail(detail);
  } catch {
    details.delete(run);
  }
}

/** Shows the run that is looked at: settings, findings, motion. */
function lookCloser() {
  const run = state.current;
  if (run === shownRun) return;
  shownRun = run;
  showDetail(details.get(run));
  showFindings(null);
  if (run === null) {
    byId('motion').replaceChildren();
    return;
  }
  get('/api/findings', { run }).then(answer => run === state.current && showFindings(answer)).catch(() => {});
  move(run);
}

function move(run) {
  if (state.runs.get(run)?.totalSteps === 0) {
    byId('motion').replaceChildren();
    return;
  }
  try {
    startMotion(byId('motion'), run);
  } catch (error) {
    setText(byId('motion'), `The episode cannot be shown: ${error.message}`);
  }
}

function sumUp() {
  const by = Map.groupBy(state.runs.values(), row => row.status);
  const of = status => by.get(status)?.length ?? 0;
  const words = ['running', 'finished', 'stopped', 'waiting', 'damaged'].filter(status => of(status) > 0).map(status => `${of(status)} ${status}`);
  const total = state.runs.size === 1 ? '1 run' : `${state.runs.size} runs`;
  setText(byId('summary'), words.length > 0 ? `${total}: ${words.join(', ')}` : total);
}
