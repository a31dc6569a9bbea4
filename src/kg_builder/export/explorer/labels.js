// Sets names beside their nodes so that none covers another: the more connected first. Knows no DOM.

const CELL = 48;
export const LONGEST = 14;

/**
 * @typedef {{id: number, x: number, y: number, r: number, text: string, size: number, must: boolean}} Wanted  in screen pixels
 * @typedef {{id: number, x: number, y: number, width: number, height: number, text: string, size: number}} Placed  left, top
 */

/**
 * @param {Wanted[]} wanted  the most important first
 * @param {(text: string, size: number) => number} measure  width of a text in pixels
 * @param {number} most  how many to set
 * @returns {Placed[]}
 */
export function placeLabels(wanted, measure, most) {
  const grid = new Map();
  const placed = [];
  for (const label of wanted) {
    if (placed.length >= most) break;
    const width = measure(label.text, label.size) + 6;
    const height = label.size + 5;
    const spot = positionsOf(label, width, height).find((box) => label.must || isFree(grid, box));
    if (!spot) continue;
    occupy(grid, spot);
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

function isFree(grid, box) {
  return cellsOf(box).every((cell) => (grid.get(cell) ?? []).every((other) => !overlap(box, other)));
}

function occupy(grid, box) {
  for (const cell of cellsOf(box)) {
    if (!grid.has(cell)) grid.set(cell, []);
    grid.get(cell).push(box);
  }
}

function overlap(a, b) {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** A name short enough for the picture. @param {string} name */
export function shorten(name) {
  const characters = [...name];
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST - 1).join("")}…` : name;
}
