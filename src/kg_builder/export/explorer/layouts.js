// Where nodes stand in the layouts that the page computes itself: places above their bodies, rings around
// a node. Knows no DOM.
import { isCandidate, otherEnd } from "./model.js";

const COLUMN = 220;
const ROW = 46;
const RING = 190;
const WIDEST = 1.6;

/**
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./visible.js").Visible} Visible
 * @typedef {Map<number, {x: number, y: number}>} Places
 * @typedef {{x: number, y: number}} Shape  factors
 */

/** Which end of a relation is above the other, in the order in which they are believed. */
const ABOVE = {
  partOf: "to",
  locatedIn: "to",
  holdsPost: "to",
  runs: "from",
  confers: "from",
  issues: "from",
  holds: "from",
  receives: "from",
  attends: "to",
  byline: "to",
};
const RANKS = Object.keys(ABOVE);
/** A body of such a place hangs below the place, one of a village below the body that it is part of. */
const SEATS = new Set(["Province", "Prefecture", "County", "Town"]);

/**
 * As settled at build time, drawn out to the shape of the frame.
 * @param {Model} model @param {number[]} nodes @param {Shape} shape @returns {Places}
 */
export function placeSettled(model, nodes, shape) {
  return new Map(nodes.map((node) => [node, { x: model.nodes[node].x * shape.x, y: model.nodes[node].y * shape.y }]));
}

/** How far the settled picture is drawn out, one way only, for a frame of this size. @param {Model} model @returns {Shape} */
export function findShape(model, width, height) {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { type, x, y } of model.nodes) {
    if (type === "Article") continue;
    [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
  }
  const wider = (width / height) * ((bottom - top + COLUMN) / (right - left + COLUMN));
  if (!Number.isFinite(wider) || wider <= 0) return { x: 1, y: 1 };
  return { x: Math.min(WIDEST, Math.max(1, wider)), y: Math.min(WIDEST, Math.max(1, 1 / wider)) };
}

/**
 * Town, committee, branch, people, from left to right: each node beside one other, trees below one another.
 * @param {Model} model @param {Visible} visible @returns {Places}
 */
export function placeHierarchy(model, visible) {
  const parents = findParents(model, visible);
  const children = new Map(visible.nodes.map((node) => [node, []]));
  const roots = [];
  for (const node of visible.nodes) (parents.has(node) ? children.get(parents.get(node)) : roots).push(node);
  const sizes = new Map();
  const count = (node) => {
    const size = 1 + children.get(node).reduce((sum, child) => sum + count(child), 0);
    sizes.set(node, size);
    return size;
  };
  roots.forEach(count);
  const bySize = (a, b) => sizes.get(b) - sizes.get(a) || a - b;
  for (const list of children.values()) list.sort(bySize);
  return packTrees(roots.sort(bySize), children);
}

/** The node above each node; never in a circle. @param {Model} model @param {Visible} visible @returns {Map<number, number>} */
export function findParents(model, visible) {
  const best = new Map();
  for (const { edges } of visible.pairs) {
    for (const number of edges) {
      const edge = model.edges[number];
      const side = ABOVE[edge.predicate];
      if (!side || edge.from === edge.to) continue;
      const parent = edge[side];
      const child = otherEnd(edge, parent);
      const seat = edge.predicate === "locatedIn" && model.nodes[parent].classes.some((name) => SEATS.has(name));
      const rank = (seat ? -1 : RANKS.indexOf(edge.predicate)) + (edge.former || isCandidate(edge) ? RANKS.length : 0);
      if (!best.has(child) || rank < best.get(child).rank) best.set(child, { rank, parent });
    }
  }
  const parents = new Map();
  for (const [child, { parent }] of best) {
    let above = parent;
    while (above !== undefined && above !== child) above = parents.get(above);
    if (above === undefined) parents.set(child, parent);
  }
  return parents;
}

/** Trees below one another, in as many columns as make the picture about as wide as it is high. */
function packTrees(roots, children) {
  const trees = roots.map((root) => placeTree(root, children));
  const area = trees.reduce((sum, tree) => sum + (tree.width + COLUMN) * (tree.height + ROW), 0);
  const tallest = Math.max(...trees.map((tree) => tree.height), Math.sqrt(area));
  const places = new Map();
  let [left, top, right] = [0, 0, 0];
  for (const tree of trees) {
    if (top && top + tree.height > tallest) [left, top] = [right + COLUMN, 0];
    for (const [node, { x, y }] of tree.places) places.set(node, { x: left + x, y: top + y });
    top += tree.height + ROW;
    right = Math.max(right, left + tree.width);
  }
  return places;
}

/** One tree: a row for each leaf, many leaves of one parent in several columns. */
function placeTree(root, children) {
  const places = new Map();
  let [row, width] = [0, 0];
  const put = (node, x, y) => {
    places.set(node, { x, y });
    width = Math.max(width, x);
  };
  const visit = (node, depth) => {
    const below = children.get(node);
    const leaves = below.filter((child) => !children.get(child).length);
    const rows = [];
    for (const child of below) if (children.get(child).length) rows.push(visit(child, depth + 1));
    const columns = leaves.length > 5 ? Math.ceil(Math.sqrt(leaves.length / 3)) : 1;
    leaves.forEach((leaf, i) => {
      if (i % columns === 0) rows.push(row++);
      put(leaf, (depth + 1 + (i % columns) * 0.9) * COLUMN, rows[rows.length - 1] * ROW);
    });
    if (!rows.length) rows.push(row++);
    const own = (rows[0] + rows[rows.length - 1]) / 2;
    put(node, depth * COLUMN, own * ROW);
    return own;
  };
  visit(root, 0);
  return { places, width, height: (row - 1) * ROW };
}

/**
 * The centre in the middle, its neighbours on the first ring, theirs on the second; what is not joined to it outside.
 * @param {Model} model @param {Visible} visible @param {number} centre @returns {Places}
 */
export function placeRings(model, visible, centre) {
  const places = new Map([[centre, { x: 0, y: 0 }]]);
  const links = linkShown(model, visible);
  const angles = new Map([[centre, 0]]);
  let front = [centre];
  let radius = 0;
  while (front.length) {
    const wanted = new Map();
    for (const node of front)
      for (const other of links.get(node) ?? [])
        if (!places.has(other) && !wanted.has(other)) wanted.set(other, angles.get(node));
    radius = Math.max(radius + RING, (wanted.size * 64) / (2 * Math.PI));
    front = placeRing([...wanted.keys()], radius, places, angles, wanted);
  }
  const rest = visible.nodes.filter((node) => !places.has(node));
  while (rest.length) {
    placeRing(rest.splice(0, Math.max(12, Math.floor((2 * Math.PI * radius) / 70))), radius, places, angles, new Map());
    radius += RING * 0.6;
  }
  return places;
}

/** Spread nodes evenly over a ring, in the order of the angles that they want, turned to lie close to them. */
function placeRing(nodes, radius, places, angles, wanted) {
  const slot = (2 * Math.PI) / nodes.length;
  const misses = nodes.map((node, i) => (wanted.get(node) ?? 0) - i * slot);
  const turn = Math.atan2(
    misses.reduce((sum, miss) => sum + Math.sin(miss), 0),
    misses.reduce((sum, miss) => sum + Math.cos(miss), 0),
  );
  nodes.forEach((node, i) => {
    angles.set(node, turn + i * slot);
    places.set(node, {
      x: Math.round(Math.cos(turn + i * slot) * radius * 1.15),
      y: Math.round(Math.sin(turn + i * slot) * radius),
    });
  });
  return nodes;
}

function linkShown(model, visible) {
  const links = new Map();
  const join = (a, b) => {
    if (!links.has(a)) links.set(a, []);
    links.get(a).push(b);
  };
  for (const { pair } of visible.pairs) {
    const { from, to } = model.pairs[pair];
    join(from, to);
    join(to, from);
  }
  return links;
}
