// Builds elements. Text only ever enters the page as a text node, so no name or quote can become markup.

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {string} tag  an element's name, with classes after dots: "button.quiet"
 * @param {Object<string, any>} [properties]  attributes; `on…` are listeners, null and false are left out
 * @param {...(Node|string|number|null|false|undefined|any[])} children  strings become text
 * @returns {any}
 */
export function el(tag, properties = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(" ");
  dress(element, properties);
  append(element, children);
  return element;
}

/** The same for SVG. @returns {any} */
export function svg(tag, properties = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  dress(element, properties);
  append(element, children);
  return element;
}

function dress(element, properties) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/**
 * Replace what an element holds; the focus stays on the control with the same `data-key`, and so does the scroll.
 * @param {Element} element @param {...any} children
 */
export function fill(element, ...children) {
  const held = element.contains(document.activeElement) ? document.activeElement.getAttribute("data-key") : null;
  element.replaceChildren();
  append(element, children);
  if (held === null) return;
  for (const control of element.querySelectorAll("[data-key]")) {
    if (control instanceof HTMLElement && control.dataset.key === held) control.focus({ preventScroll: true });
  }
}

/** A button. @param {string} key  what it is, for the focus @param {() => void} press */
export function button(key, press, properties, ...children) {
  const { tag = "button", ...rest } = properties;
  return el(tag, { type: "button", "data-key": key, onclick: press, ...rest }, ...children);
}
