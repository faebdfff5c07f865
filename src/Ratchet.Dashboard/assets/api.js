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
 * Listens to the server's events until the page is left. After a break the browser connects again by itself, and the server tells all runs anew.
 * @param {{ row: (row: object) => void, removed: (run: string) => void, live: (isLive: boolean) => void }} listener
 */
export function listen(listener) {
  const events = new EventSource('/api/events');
  events.addEventListener('run-added', event => listener.row(JSON.parse(event.data)));
  events.addEventListener('run-changed', event => listener.row(JSON.parse(event.data)));
  events.addEventListener('run-removed', event => listener.removed(JSON.parse(event.data).run));
  events.addEventListener('open', () => listener.live(true));
  events.addEventListener('error', () => listener.live(false));
  addEventListener('pagehide', () => events.close());
}
