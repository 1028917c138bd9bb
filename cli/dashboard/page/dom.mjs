/**
 * An element of the page's own markup.
 *
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} kind
 * @returns {T}
 */
export function byId(id, kind) {
  const element = document.getElementById(id);
  if (!(element instanceof kind)) throw new Error(`the page has no ${id}`);
  return element;
}

/**
 * Makes an element. Texts only: nothing that comes from the swarm becomes markup.
 *
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {string} [look] Its class.
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function make(name, look = "", ...children) {
  const element = document.createElement(name);
  if (look) element.className = look;
  element.append(...children);
  return element;
}

/**
 * The first part of an element that has a class.
 *
 * @param {Element} element
 * @param {string} look
 * @returns {HTMLElement}
 */
export function part(element, look) {
  const found = element.querySelector(`.${look}`);
  if (!(found instanceof HTMLElement)) throw new Error(`there is no ${look}`);
  return found;
}

/**
 * Sets a text where it differs, so that a selection in it stays.
 *
 * @param {Element} element
 * @param {string} text
 */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * Gives a parent one child for each item, in their order. The child of a known key stays, and with it focus and selection.
 *
 * @template T
 * @template {HTMLElement} Child
 * @param {Element} parent
 * @param {readonly T[]} items
 * @param {(item: T) => string} keyOf
 * @param {(item: T) => Child} create
 * @param {(child: Child, item: T) => void} fill
 */
export function each(parent, items, keyOf, create, fill) {
  const known = new Map(Array.from(parent.children, (child) => [/** @type {Child} */ (child).dataset.key, child]));
  const keys = new Set(items.map(keyOf));
  for (const [key, child] of known) if (!keys.has(key ?? "")) child.remove();
  let place = parent.firstElementChild;
  for (const item of items) {
    const key = keyOf(item);
    const child = /** @type {Child} */ (known.get(key) ?? create(item));
    child.dataset.key = key;
    fill(child, item);
    if (child === place) place = place.nextElementSibling;
    else parent.insertBefore(child, place);
  }
}

/**
 * The time of day of an ISO time, as the reader's computer writes it.
 *
 * @param {string} iso
 */
export const clock = (iso) => new Date(iso).toLocaleTimeString();
