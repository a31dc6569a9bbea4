// Sets names beside their nodes so that none covers another: the more important first. Knows no DOM.

const CELL = 48;
export const LONGEST = 16;

/**
 * @typedef {{x: number, y: number, width: number, height: number}} Box  left and top, in screen pixels
 * @typedef {{id: any, x: number, y: number, r: number, text: string, size: number, strong?: boolean, beside?: boolean}} Wanted
 *   where its node is; a strong one is set even where the frame cuts it, one that goes beside its node to the right first
 * @typedef {Box & {id: any, text: string, size: number}} Placed
 */

/**
 * A surface on which texts are set one after another.
 * @param {(text: string, size: number) => number} measure  width of a text in pixels
 * @param {(Box & {id: any})[]} obstacles  the nodes themselves: a name avoids those of others where it can
 * @param {{width: number, height: number}} frame  a name stays inside it where it can
 */
export function createLabels(measure, obstacles = [], frame = { width: Infinity, height: Infinity }) {
  const texts = new Map();
  const marks = new Map();
  for (const box of obstacles) occupy(marks, box);
  return {
    /**
     * @param {Wanted[]} wanted  the most important first
     * @param {number} most  how many to set
     * @returns {Placed[]}
     */
    place(wanted, most) {
      const placed = [];
      for (const label of wanted) {
        if (placed.length >= most) break;
        const width = measure(label.text, label.size) + 6;
        const free = positionsOf(label, width, label.size + 5).filter((box) => isFree(texts, box, null));
        const inside = free.filter((box) => isInside(box, frame));
        const spot = inside.find((box) => isFree(marks, box, label.id)) ?? inside[0] ?? (label.strong ? free[0] : null);
        if (!spot) continue;
        occupy(texts, spot);
        placed.push({ id: label.id, text: label.text, size: label.size, ...spot });
      }
      return placed;
    },
    /** Take a box where it covers nothing; whether it did. @param {Box} box */
    take(box) {
      if (!isFree(texts, box, null) || !isFree(marks, box, null)) return false;
      occupy(texts, box);
      return true;
    },
  };
}

/** The places for a name around its node, the best first. @param {Wanted} label @returns {Box[]} */
function positionsOf({ x, y, r, beside }, width, height) {
  const gap = r + 2;
  const below = { x: x - width / 2, y: y + gap, width, height };
  const right = { x: x + gap, y: y - height / 2, width, height };
  const left = { x: x - gap - width, y: y - height / 2, width, height };
  const above = { x: x - width / 2, y: y - gap - height, width, height };
  return beside ? [right, below, above, left] : [below, right, left, above];
}

function cellsOf(box) {
  const cells = [];
  for (let column = Math.floor(box.x / CELL); column <= (box.x + box.width) / CELL; column++) {
    for (let row = Math.floor(box.y / CELL); row <= (box.y + box.height) / CELL; row++)
      cells.push(column * 65536 + row);
  }
  return cells;
}

const isInside = ({ x, y, width, height }, frame) =>
  x >= 0 && y >= 0 && x + width <= frame.width && y + height <= frame.height;

function isFree(grid, box, id) {
  return cellsOf(box).every((cell) =>
    (grid.get(cell) ?? []).every((other) => (id !== null && other.id === id) || !overlap(box, other)),
  );
}

function occupy(grid, box) {
  for (const cell of cellsOf(box)) {
    if (!grid.has(cell)) grid.set(cell, []);
    grid.get(cell).push(box);
  }
}

/** @param {Box} a @param {Box} b */
export function overlap(a, b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** A name short enough for the picture. @param {string} name */
export function shorten(name) {
  const characters = [...name];
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST - 1).join("")}…` : name;
}
