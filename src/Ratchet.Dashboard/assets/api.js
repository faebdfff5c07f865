// The answers of the server. What is refused comes as one sentence.

/** GET an address of the server; parameters with a list as value are repeated. */
export async function get(path, parameters = {}, signal = undefined) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters))
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, one);
  const response = await fetch(query.size ? `${path}?${query}` : path, { signal });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error ?? `the server answered ${response.status}.`);
  return answer;
}

/**
 * Listens to the server's events while the page is looked at: a browser has six connections to a server, and hidden pages would keep them. After a break the server tells all runs
 * anew.
 * @param {{ row: (row: object) => void, removed: (run: string) => void, live: (isLive: boolean) => void }} listener
 */
export function listen(listener) {
  let events = null;
  const open = () => {
    events ??= connect(listener);
  };
  const close = () => {
    events?.close();
    events = null;
  };
  document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()));
  addEventListener('pagehide', close);
  addEventListener('pageshow', open);
  open();
}

function connect(listener) {
  const events = new EventSource('/api/events');
  events.addEventListener('run-added', event => listener.row(JSON.parse(event.data)));
  events.addEventListener('run-changed', event => listener.row(JSON.parse(event.data)));
  events.addEventListener('run-removed', event => listener.removed(JSON.parse(event.data).run));
  events.addEventListener('open', () => listener.live(true));
  events.addEventListener('error', () => listener.live(false));
  return events;
}
