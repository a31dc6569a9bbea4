// Sets names beside their nodes so that none covers another: the more important first. Knows no DOM.

const CELL = 48;
export const LONGEST = 16;

/**
 * @typedef {{x: number, y: number, width: number, height: number}} Box  left and top, in screen pixels
 * @typedef {{id: number, x: number, y: number, r: number, text: string, size: number}} Wanted  where its node is
 * @typedef {Box & {id: number, text: string, size: number}} Placed
 */

/**
 * @param {Wanted[]} wanted  the most important first
 * @param {(text: string, size: number) => number} measure  width of a text in pixels
 * @param {number} most  how many to set
 * @param {(Box & {id: number})[]} obstacles  the nodes themselves: a name avoids those of others where it can
 * @returns {Placed[]}
 */
export function placeLabels(wanted, measure, most, obstacles = []) {
  const names = new Map();
  const marks = new Map();
  for (const box of obstacles) occupy(marks, box);
  const placed = [];
  for (const label of wanted) {
    if (placed.length >= most) break;
    const width = measure(label.text, label.size) + 6;
    const height = label.size + 5;
    const free = positionsOf(label, width, height).filter((box) => isFree(names, box, -1));
    const spot = free.find((box) => isFree(marks, box, label.id)) ?? free[0];
    if (!spot) continue;
    occupy(names, spot);
    placed.push({ id: label.id, text: label.text, size: label.size, ...spot });
  }
  return placed;
}

function positionsOf(label, width, height) {
  const gap = label.r + 2;
  const { x, y } = label;
  return [
    { x: x - width / 2, y: y + gap, width, height },
    { x: x + gap, y: y - height / 2, width, height },
    { x: x - gap - width, y: y - height / 2, width, height },
    { x: x - width / 2, y: y - gap - height, width, height },
  ];
}

function cellsOf(box) {
  const cells = [];
  for (let column = Math.floor(box.x / CELL); column <= (box.x + box.width) / CELL; column++) {
    for (let row = Math.floor(box.y / CELL); row <= (box.y + box.height) / CELL; row++) cells.push(column * 65536 + row);
  }
  return cells;
}

function isFree(grid, box, id) {
  return cellsOf(box).every((cell) => (grid.get(cell) ?? []).every((other) => other.id === id || !overlap(box, other)));
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
