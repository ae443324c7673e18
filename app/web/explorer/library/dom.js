// Builds elements. Nothing here, or anywhere in the explorer, reads a string as HTML.

const SVG = "http://www.w3.org/2000/svg";

/** An address that may stand in a link: a place here, or a page of the web. */
const SAFE = /^(?:https?:\/\/|blob:|[/?#](?!\/))/;

/** @typedef {Node | string | number | null | undefined | false} Child */
/** @typedef {Record<string, string | number | boolean | null | undefined | EventListener>} Props */

/**
 * Make an HTML element. A property that is null, undefined or false is left out, true stands as an
 * empty attribute, and a function listens to the event that `on...` names.
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Props | null} [props]
 * @param {...(Child | Child[])} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, props, ...children) {
  return filled(document.createElement(tag), props, children);
}

/**
 * Make an SVG element, in the same way.
 *
 * @template {keyof SVGElementTagNameMap} T
 * @param {T} tag
 * @param {Props | null} [props]
 * @param {...(Child | Child[])} children
 * @returns {SVGElementTagNameMap[T]}
 */
export function svg(tag, props, ...children) {
  return filled(document.createElementNS(SVG, tag), props, children);
}

/**
 * Find an element that the page's own HTML has.
 *
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no element "${id}".`);
  return found;
}

let made = 0;

/**
 * Make an id that no other element has.
 *
 * @param {string} stem
 */
export function newId(stem) {
  made += 1;
  return `${stem}-${made}`;
}

/**
 * @template {Element} E
 * @param {E} element
 * @param {Props | null | undefined} props
 * @param {(Child | Child[])[]} children
 * @returns {E}
 */
function filled(element, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (typeof value === "function") {
      element.addEventListener(name.slice(2), value);
    } else if (value !== null && value !== undefined && value !== false) {
      if ((name === "href" || name === "src") && !SAFE.test(String(value))) continue;
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  for (const child of children.flat()) {
    if (child !== null && child !== undefined && child !== false && child !== "") {
      element.append(typeof child === "number" ? String(child) : child);
    }
  }
  return element;
}
