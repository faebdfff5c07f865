// Studies below the folder: how far they are, and their reports.

import { get } from './api.js';
import { byId, make } from './dom.js';

const PAUSE = 5000;

/** Shows the studies now and every few seconds, while the page is looked at. */
export function watchStudies() {
  const look = async () => {
    if (!document.hidden) await show().catch(() => {});
    setTimeout(look, PAUSE);
  };
  look();
}

let shown = '';

/** Rows are only replaced by other ones: the focus stays on a link, and a reader's eye on a line. */
async function show() {
  const { studies } = await get('/api/studies');
  const told = JSON.stringify(studies);
  if (told === shown) return;
  shown = told;
  byId('no-studies').hidden = studies.length > 0;
  byId('studies-list').replaceChildren(...studies.map(item));
}

function item({ study, about, total, done, running, failed, report, problem }) {
  const facts = [`${done} of ${total} runs done`];
  if (running > 0) facts.push(`${running} running`);
  if (failed > 0) facts.push(`${failed} failed`);
  const bar = make('progress');
  bar.max = Math.max(1, total);
  bar.value = done;
  bar.setAttribute('aria-label', `runs done in ${study}`);
  const row = make('div', 'row', make('span', 'study-name', study), make('span', 'hint', facts.join(' · ')));
  if (report) {
    const link = make('a', '', 'Report');
    link.href = `/report?${new URLSearchParams({ study })}`;
    link.target = '_blank';
    link.rel = 'noopener';
    row.append(link);
  }
  const text = problem ?? about;
  return make('li', '', row, bar, ...(text ? [make('p', 'hint', text)] : []));
}
