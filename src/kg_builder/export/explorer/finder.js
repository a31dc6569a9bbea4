// A search box with completion: the list follows the typing, arrows and Enter choose.
import { el, fill } from "./dom.js";
import { typeSwatch } from "./swatch.js";

const OFFERED = 12;
const MOST = 500; // hits among which there may be some to offer
let numbers = 0;

/**
 * @param {import("./main.js").App} app
 * @param {{placeholder: string, label: string, choose: (node: number) => void, keep?: boolean,
 *   accept?: ((node: number) => boolean)|null}} options
 *   texts by key; `keep` leaves the chosen name in the box, `accept` says which nodes are offered
 */
export function createFinder(app, { placeholder, label, choose, keep = false, accept = null }) {
  const { words, model } = app;
  const id = `hits-${++numbers}`;
  let hits = [];
  let at = 0;
  const list = el("ul.hits", { id, role: "listbox", hidden: true });
  const input = el("input", {
    type: "search",
    role: "combobox",
    autocomplete: "off",
    spellcheck: "false",
    "aria-controls": id,
    "aria-expanded": "false",
    "aria-autocomplete": "list",
    oninput: search,
    onkeydown: press,
    onfocus: search,
    onblur: () => setTimeout(close, 150),
  });
  const element = el("div.finder", {}, input, list);

  function search() {
    hits = accept
      ? app.search(input.value, MOST).filter((hit) => accept(hit.node)).slice(0, OFFERED)
      : app.search(input.value, OFFERED);
    at = 0;
    show();
  }

  function show() {
    const open = input.value.trim() !== "";
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    list.setAttribute("aria-label", words.say(label));
    if (hits.length) input.setAttribute("aria-activedescendant", `${id}-${at}`);
    else input.removeAttribute("aria-activedescendant");
    fill(
      list,
      hits.map(option),
      open &&
        !hits.length &&
        el("li.none", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, words.say("noHits")),
    );
    list.children[at]?.scrollIntoView({ block: "nearest" });
  }

  function option(hit, index) {
    const node = model.nodes[hit.node];
    return el(
      "li",
      {
        id: `${id}-${index}`,
        role: "option",
        "aria-selected": String(index === at),
        onmousedown: (event) => event.preventDefault(),
        onclick: () => take(index),
      },
      typeSwatch(node.type),
      el("span.name", {}, highlight(hit), hit.name !== node.label && el("span.quiet", {}, ` ${words.name(hit.node)}`)),
      el("span.count", {}, node.degree || ""),
    );
  }

  function highlight({ name, start, length }) {
    return [name.slice(0, start), el("mark", {}, name.slice(start, start + length)), name.slice(start + length)];
  }

  function press(event) {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (!hits.length) return;
      event.preventDefault();
      at = (at + (event.key === "ArrowDown" ? 1 : hits.length - 1)) % hits.length;
      show();
    } else if (event.key === "Enter") {
      event.preventDefault();
      take(at);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      if (!list.hidden) event.preventDefault(); // closes the list, and not the dialog that it may be in
      if (input.value && !keep) input.value = "";
      close();
      input.blur();
    }
  }

  function take(index) {
    const hit = hits[index];
    if (!hit) return;
    input.value = keep ? words.name(hit.node) : "";
    close();
    choose(hit.node);
  }

  function close() {
    list.hidden = true;
    hits = [];
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  return {
    element,
    input,
    /** @param {number} node  the name to show, -1 for none */
    put: (node) => void (input.value = node >= 0 ? words.name(node) : ""),
    update() {
      input.placeholder = words.say(placeholder);
      input.setAttribute("aria-label", words.say(label));
    },
  };
}
