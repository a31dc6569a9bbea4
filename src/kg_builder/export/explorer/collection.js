// The corrections that a reader has collected, as long as the page is open. Knows no DOM.

/** @typedef {import("./amend.js").Amendment} Amendment */

export function createCollection() {
  /** @type {Amendment[]} */ let items = [];
  let kept = true;
  let author = "";
  /** @type {(() => void)[]} */ const listeners = [];
  const become = (next) => {
    items = next;
    kept = !items.length;
    for (const listener of listeners) listener();
  };
  return {
    list: () => items,
    /** Who signed the last one: most readers are one person. */
    author: () => author,
    /** @param {Amendment} item */
    add(item) {
      ({ author } = item);
      become([...items, item]);
    },
    /** @param {Amendment} item */
    remove: (item) => become(items.filter((other) => other !== item)),
    /** Whether leaving the page would lose something. */
    unsaved: () => !kept,
    markSaved: () => void (kept = true),
    listen: (listener) => void listeners.push(listener),
  };
}
