// Where nodes stand in the layouts that the page computes itself: levels of places and bodies, rings around a node. Knows no DOM.
import { otherEnd } from "./model.js";

const COLUMN = 120;
const ROW = 130;
const RING = 190;
const WIDEST = 26;

/**
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./visible.js").Visible} Visible
 * @typedef {Map<number, {x: number, y: number}>} Places
 */

/** Which end of a relation is above the other, in the order in which they are believed. */
const ABOVE = {
  locatedIn: "to", partOf: "to", holdsPost: "to", runs: "from", confers: "from", issues: "from", holds: "from", receives: "from",
  attends: "to", byline: "to",
};
const RANKS = Object.keys(ABOVE);

/** As settled at build time. @param {Model} model @param {number[]} nodes @returns {Places} */
export function placeSettled(model, nodes) {
  return new Map(nodes.map((node) => [node, { x: model.nodes[node].x, y: model.nodes[node].y }]));
}

/**
 * Town above committee above branch above people: each node hangs below one other, trees stand side by side.
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
  return packTrees(roots.sort(bySize), children, sizes);
}

/** The node above each node; never in a circle. */
function findParents(model, visible) {
  const parents = new Map();
  const best = new Map();
  for (const { edges } of visible.pairs) {
    for (const number of edges) {
      const edge = model.edges[number];
      const side = ABOVE[edge.predicate];
      if (!side || edge.from === edge.to) continue;
      const parent = edge[side];
      const rank = RANKS.indexOf(edge.predicate) + (edge.former ? 50 : 0);
      const child = otherEnd(edge, parent);
      const order = model.nodes[child].type === "Organization" && edge.predicate === "partOf" ? -1 : rank;
      if (!best.has(child) || order < best.get(child).order) best.set(child, { order, parent });
    }
  }
  for (const [child, { parent }] of best) {
    let above = parent;
    while (above !== undefined && above !== child) above = parents.get(above);
    if (above === undefined) parents.set(child, parent);
  }
  return parents;
}

/** Trees in rows about as wide as the picture, leaves of one parent in a block. */
function packTrees(roots, children, sizes) {
  const places = new Map();
  const total = [...roots].reduce((sum, root) => sum + sizes.get(root), 0);
  const widest = COLUMN * Math.max(WIDEST / 2, Math.min(WIDEST * 3, Math.sqrt(total) * 3.2));
  let left = 0;
  let top = 0;
  let bottom = 0;
  for (const root of roots) {
    const tree = placeTree(root, children);
    if (left && left + tree.width > widest) {
      left = 0;
      top = bottom + ROW * 0.8;
    }
    for (const [node, { x, y }] of tree.places) places.set(node, { x: left + x, y: top + y });
    left += tree.width;
    bottom = Math.max(bottom, top + tree.height);
  }
  return places;
}

function placeTree(root, children) {
  const places = new Map();
  let height = 0;
  const visit = (node, left, depth) => {
    const below = children.get(node);
    const inner = below.filter((child) => children.get(child).length);
    const leaves = below.filter((child) => !children.get(child).length);
    let width = 0;
    for (const child of inner) width += visit(child, left + width, depth + 1);
    width += placeBlock(leaves, left + width, (depth + 1) * ROW);
    width = Math.max(width, COLUMN);
    places.set(node, { x: left + width / 2, y: depth * ROW });
    height = Math.max(height, depth * ROW);
    return width;
  };
  const placeBlock = (leaves, left, top) => {
    const columns = leaves.length <= 3 ? leaves.length : Math.ceil(Math.sqrt(leaves.length * 1.5));
    leaves.forEach((leaf, i) => {
      const y = top + Math.floor(i / columns) * ROW * 0.5;
      places.set(leaf, { x: left + (i % columns) * COLUMN + COLUMN / 2, y });
      height = Math.max(height, y);
    });
    return columns * COLUMN;
  };
  const width = visit(root, 0, 0);
  return { places, width, height };
}

/**
 * The centre in the middle, its neighbours on the first ring, theirs on the second; what is not joined to it outside.
 * @param {Model} model @param {Visible} visible @param {number} centre @returns {Places}
 */
export function placeRings(model, visible, centre) {
  const places = new Map([[centre, { x: 0, y: 0 }]]);
  const links = linkShown(model, visible);
  let angles = new Map([[centre, 0]]);
  let front = [centre];
  let radius = 0;
  while (front.length) {
    const found = new Set();
    for (const node of front) for (const other of links.get(node) ?? []) if (!places.has(other)) found.add(other);
    const next = [...found];
    radius = Math.max(radius + RING, (next.length * 62) / (2 * Math.PI));
    angles = placeRing(next, radius, places);
    front = next.sort((a, b) => angles.get(a) - angles.get(b));
  }
  const rest = visible.nodes.filter((node) => !places.has(node));
  while (rest.length) {
    const room = Math.max(12, Math.floor((2 * Math.PI * radius) / 70));
    placeRing(rest.splice(0, room), radius, places);
    radius += RING * 0.6;
  }
  return places;
}

function placeRing(nodes, radius, places) {
  const angles = new Map();
  nodes.forEach((node, i) => {
    const angle = (i / nodes.length) * 2 * Math.PI - Math.PI / 2;
    angles.set(node, angle);
    places.set(node, { x: Math.round(Math.cos(angle) * radius * 1.25), y: Math.round(Math.sin(angle) * radius) });
  });
  return angles;
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
