/**
 * Building the page by hand: one function for elements, one for keeping a list of them in step with data.
 * Text only ever becomes a text node; there is no way from here to markup, so nobody's message can be one.
 */

/** @typedef {Node | string | number | null | undefined | false | Array<any>} Child */

/**
 * An element. `on…` properties become listeners, true an empty attribute, null, undefined and false nothing;
 * `value`, `checked`, `disabled` and `selected` are set as properties, everything else as attributes.
 *
 * @param {string} tag
 * @param {Record<string, any> | null} [props]
 * @param {...Child} children
 * @returns {any}
 */
export function h(tag, props, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (PROPERTIES.has(name)) /** @type {any} */ (element)[name] = value;
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  append(element, children);
  return element;
}

const PROPERTIES = new Set(['value', 'checked', 'disabled', 'selected']);

/**
 * @param {Element | DocumentFragment} parent
 * @param {Child[]} children
 */
export function append(parent, children) {
  for (const child of children) {
    if (Array.isArray(child)) append(parent, child);
    else if (child instanceof Node) parent.append(child);
    else if (child !== null && child !== undefined && child !== false) parent.append(String(child));
  }
}

/**
 * Empties an element and fills it anew.
 *
 * @param {Element} parent
 * @param {...Child} children
 */
export function fill(parent, ...children) {
  parent.replaceChildren();
  append(parent, children);
}

/** Text that only a screen reader meets. @param {string} text */
export const unseen = (text) => h('span', { class: 'unseen' }, text);

/**
 * Keeps the children of an element in step with a list: a node stays the same one as long as its key does,
 * and is made anew only when its signature changes. Focus inside a replaced node moves to its successor.
 */
export class KeyedChildren {
  /** @type {Map<string, {node: HTMLElement, signature: string}>} */
  #known = new Map();
  #parent;

  /** @param {Element} parent */
  constructor(parent) {
    this.#parent = parent;
  }

  /**
   * @template T
   * @param {T[]} list
   * @param {(item: T) => string} keyOf
   * @param {(item: T, index: number) => string} signatureOf everything that is to be seen, as a string
   * @param {(item: T, index: number) => HTMLElement} render
   */
  update(list, keyOf, signatureOf, render) {
    const next = new Map();
    /** @type {ChildNode | null} */
    let place = this.#parent.firstChild;
    list.forEach((item, index) => {
      const key = keyOf(item);
      if (next.has(key)) return;
      const signature = signatureOf(item, index);
      const old = this.#known.get(key);
      let node = old?.node;
      if (!old || old.signature !== signature) {
        const fresh = render(item, index);
        if (old) {
          if (place === old.node) place = fresh;
          replaceKeepingFocus(old.node, fresh);
        }
        node = fresh;
      }
      next.set(key, { node, signature });
      if (place === node) place = place?.nextSibling ?? null;
      else this.#parent.insertBefore(/** @type {Node} */ (node), place);
    });
    for (const [key, { node }] of this.#known) if (!next.has(key)) node.remove();
    this.#known = next;
  }

  /** @param {string} key */
  node(key) {
    return this.#known.get(key)?.node;
  }
}

/**
 * @param {HTMLElement} old
 * @param {HTMLElement} fresh
 */
function replaceKeepingFocus(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const name = focused?.getAttribute('data-focus');
  old.replaceWith(fresh);
  if (!focused) return;
  const target = name ? fresh.querySelector(`[data-focus="${CSS.escape(name)}"]`) : fresh;
  /** @type {HTMLElement} */ (target ?? fresh).focus({ preventScroll: true });
}

/**
 * A function that runs at most once per frame, however often it is called; in a hidden page, which has no
 * frames, within a quarter of a second.
 *
 * @param {() => void} work
 */
export function oncePerFrame(work) {
  let waiting = false;
  const run = () => {
    if (!waiting) return;
    waiting = false;
    work();
  };
  return () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(run);
    setTimeout(run, 250);
  };
}
