// What is drawn under the reader's choices. Knows no DOM.
import { isCandidate, otherEnd } from "./model.js";

/** Up to this many nodes the page opens with everything, above with an overview. */
export const OVERVIEW_ABOVE = 5000;
/** At most this many nodes are drawn when they are expanded one by one. */
export const DRAWN_AT_MOST = 2000;
/** One expansion adds at most this many. */
export const EXPAND_AT_MOST = 50;
const HUBS = 150;
const GROUPS = 400;

/**
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./state.js").State} State
 * @typedef {{admitted: Uint8Array, passes: Uint8Array}} Filtered  1 for each edge, and each node, that the filters let pass
 * @typedef {{community: number, size: number, x: number, y: number, radius: number,
 *   hub: number}} Group  a closed community of the overview
 * @typedef {{nodes: number[], pairs: {pair: number, edges: number[]}[], groups: Group[], shown: Uint8Array,
 *   hidden: number}} Visible  `hidden` counts nodes that the filters admit and the picture does not show
 */

/** Apply the filters, drawn or not. @param {Model} model @param {State} state @returns {Filtered} */
export function filterAll(model, state) {
  const admitted = admitEdges(model, state);
  return { admitted, passes: admitNodes(model, state, admitted) };
}

/**
 * Limit what passes to what is drawn. A node is drawn when its type is, and one of its relations passes the filters
 * (whether or not its other end is drawn), or when it has none at all.
 * @param {Model} model @param {State} state @param {Filtered} filtered
 * @param {number[]} extra  nodes to draw whatever the limits (a path, a selection)
 * @returns {Visible}
 */
export function findVisible(model, state, filtered, extra = []) {
  const shown = new Uint8Array(model.nodes.length);
  const limited = limitTo(model, state, extra);
  let hidden = 0;
  const nodes = [];
  for (const node of model.nodes) {
    if (!filtered.passes[node.index]) continue;
    if (limited && !limited.has(node.index)) hidden++;
    else {
      shown[node.index] = 1;
      nodes.push(node.index);
    }
  }
  return {
    nodes,
    pairs: findPairs(model, filtered.admitted, shown, nodes),
    groups: findGroups(model, state),
    shown,
    hidden,
  };
}

function findPairs(model, admitted, shown, nodes) {
  const pairs = [];
  const seen = new Set();
  for (const node of nodes) {
    for (const edge of model.around[node]) {
      const { pair, from, to } = model.edges[edge];
      if (seen.has(pair) || !shown[from] || !shown[to]) continue;
      seen.add(pair);
      const edges = model.pairs[pair].edges.filter((other) => admitted[other]);
      if (edges.length) pairs.push({ pair, edges });
    }
  }
  return pairs;
}

/** Which edges pass the filters on relation, time, candidates and former posts. @param {Model} model @param {State} state */
function admitEdges(model, state) {
  const hidden = new Set(state.hiddenRelations);
  const admitted = new Uint8Array(model.edges.length);
  for (const edge of model.edges) {
    if (hidden.has(edge.predicate)) continue;
    if (!state.candidates && isCandidate(edge)) continue;
    if (!state.former && edge.former) continue;
    if (!inTime(edge.asOf, state)) continue;
    admitted[edge.index] = 1;
  }
  return admitted;
}

/**
 * Whether a date, of whatever precision, touches the range.
 * @param {string} date @param {Pick<State, "from"|"until"|"undated">} range
 */
export function inTime(date, { from, until, undated }) {
  if (!/^\d{4}/.test(date)) return undated;
  return date >= from.slice(0, date.length) && (!until || date.slice(0, until.length) <= until);
}

function admitNodes(model, state, admitted) {
  const hidden = new Set(state.hiddenTypes);
  const passes = new Uint8Array(model.nodes.length);
  const whenever = state.undated && !state.from && !state.until;
  for (const node of model.nodes) {
    if (hidden.has(node.type)) continue;
    const edges = model.around[node.index];
    if (node.type === "Article") passes[node.index] = inTime(node.date, state) ? 1 : 0;
    else if (edges.length) passes[node.index] = edges.some((edge) => admitted[edge]) ? 1 : 0;
    else if (state.singles) passes[node.index] = whenever || wasNamed(model, state, node.index) ? 1 : 0;
    if (!passes[node.index] && edges.length && state.singles && onlyHiddenByRelation(model, state, edges))
      passes[node.index] = 1;
  }
  return passes;
}

/** A node whose relations are merely switched off is one without relations, not one to hide. */
function onlyHiddenByRelation(model, state, edges) {
  const hidden = new Set(state.hiddenRelations);
  return edges.every((number) => hidden.has(model.edges[number].predicate) && inTime(model.edges[number].asOf, state));
}

function wasNamed(model, state, node) {
  const articles = model.articlesOf[node];
  return articles.length
    ? articles.some((number) => inTime(model.nodes[model.articles[number].node].date, state))
    : state.undated;
}

/** The nodes that the picture is limited to: chosen ones, or in the overview the hubs and what was opened; else null. */
function limitTo(model, state, extra) {
  if (state.drawn) return new Set([...state.drawn, ...extra]);
  if (!isOverview(model, state)) return null;
  const open = new Set(state.open);
  const members = model.nodes.filter((node) => open.has(node.community)).map((node) => node.index);
  return new Set([...findHubs(model), ...members.slice(0, DRAWN_AT_MOST), ...extra]);
}

/** @param {Model} model @param {State} state */
export function isOverview(model, state) {
  return state.drawn === null && model.nodes.length - model.articles.length > OVERVIEW_ABOVE;
}

const hubs = new WeakMap();
const groups = new WeakMap();

/** The nodes with most relations. @param {Model} model @returns {number[]} */
export function findHubs(model) {
  if (!hubs.has(model)) {
    const ranked = model.nodes.filter((node) => node.type !== "Article" && node.degree > 0);
    ranked.sort((a, b) => b.degree - a.degree || a.index - b.index);
    hubs.set(
      model,
      ranked.slice(0, HUBS).map((node) => node.index),
    );
  }
  return hubs.get(model);
}

function findGroups(model, state) {
  if (!isOverview(model, state)) return [];
  const open = new Set(state.open);
  return allGroups(model).filter((group) => !open.has(group.community));
}

/** The largest communities, each with its middle, its reach and its best connected member. @param {Model} model @returns {Group[]} */
function allGroups(model) {
  if (!groups.has(model)) {
    const members = new Map();
    for (const node of model.nodes) {
      if (node.type === "Article" || !node.degree) continue;
      if (!members.has(node.community)) members.set(node.community, []);
      members.get(node.community).push(node);
    }
    const found = [...members]
      .filter(([, list]) => list.length > 1)
      .map(([community, list]) => describeGroup(community, list));
    found.sort((a, b) => b.size - a.size || a.community - b.community);
    groups.set(model, found.slice(0, GROUPS));
  }
  return groups.get(model);
}

function describeGroup(community, list) {
  const mean = (value) => list.reduce((sum, node) => sum + value(node), 0) / list.length;
  const [x, y] = [mean((node) => node.x), mean((node) => node.y)];
  const spread = Math.sqrt(mean((node) => (node.x - x) ** 2 + (node.y - y) ** 2));
  const hub = list.reduce((best, node) => (node.degree > best.degree ? node : best));
  return {
    community,
    size: list.length,
    x: Math.round(x),
    y: Math.round(y),
    radius: Math.round(40 + spread * 1.1),
    hub: hub.index,
  };
}

/**
 * The neighbours of a node over admitted edges, best connected first.
 * @param {Model} model @param {Filtered} filtered @param {number} node @param {string} [predicate]  over this relation only
 */
export function findNeighbours(model, filtered, node, predicate = "") {
  const found = new Set();
  for (const number of model.around[node]) {
    const edge = model.edges[number];
    const other = otherEnd(edge, node);
    if (filtered.admitted[number] && filtered.passes[other] && (!predicate || edge.predicate === predicate))
      found.add(other);
  }
  found.delete(node);
  return [...found].sort((a, b) => model.nodes[b].degree - model.nodes[a].degree || a - b);
}
