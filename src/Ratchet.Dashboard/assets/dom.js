// Elements are made here, and text only ever enters the page as text: names of runs and of numbers come from files that nobody checked.

/** An element with a class (or none) and a text, or children. */
export function make(tag, className = '', ...content) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...content.map(part => (part instanceof Node ? part : document.createTextNode(String(part)))));
  return element;
}

/** The element of the page with an id. */
export const byId = id => document.getElementById(id);

/** Sets the text of an element, and touches nothing where it is there already. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A short line in the colour of a run. */
export function swatch(colour) {
  const mark = make('span', 'swatch');
  mark.style.setProperty('--colour', `var(--c${colour % 8})`);
  return mark;
}

/** A function that does an action a little later, once for all its calls until then. */
export function coalesced(milliseconds, action) {
  let timer = null;
  return () => {
    timer ??= setTimeout(() => {
      timer = null;
      action();
    }, milliseconds);
  };
}
