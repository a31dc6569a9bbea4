// What is drawn under the reader's choices. Knows no DOM.
import { isCandidate, otherEnd } from "./model.js";

/** Up to this many nodes the page opens with everything, above with an overview. */
export const OVERVIEW_ABOVE = 5000;
/** At most this many nodes are drawn when they are expanded one by one. */
export const DRAWN_AT_MOST = 2000;
const HUBS = 300;

/**
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./state.js").State} State
 * @typedef {{nodes: number[], pairs: {pair: number, edges: number[]}[], shown: Uint8Array, admitted: Uint8Array,
 *   hidden: number}} Visible  `hidden` counts nodes that the filters admit and the picture does not show
 */

/**
 * Apply filters and the drawn set. A node is drawn when its type is, and one of its relations passes the filters
 * (whether or not its other end is drawn), or when it has none at all.
 * @param {Model} model @param {State} state @returns {Visible}
 */
export function findVisible(model, state) {
  const admitted = admitEdges(model, state);
  const passes = admitNodes(model, state, admitted);
  const shown = new Uint8Array(model.nodes.length);
  const limited = limitTo(model, state);
  let hidden = 0;
  const nodes = [];
  for (const node of model.nodes) {
    if (!passes[node.index]) continue;
    if (limited && !limited.has(node.index)) hidden++;
    else {
      shown[node.index] = 1;
      nodes.push(node.index);
    }
  }
  const pairs = [];
  for (const pair of model.pairs) {
    if (!shown[pair.from] || !shown[pair.to]) continue;
    const edges = pair.edges.filter((edge) => admitted[edge]);
    if (edges.length) pairs.push({ pair: pair.index, edges });
  }
  return { nodes, pairs, shown, admitted, hidden };
}

/** Which edges pass the filters on relation, time, candidates and former posts. @param {Model} model @param {State} state */
export function admitEdges(model, state) {
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

/** @param {string} date @param {State} state */
export function inTime(date, state) {
  const dated = /^\d{4}/.test(date);
  if (!dated) return state.undated || (!state.from && !state.until);
  return (!state.from || date.slice(0, 7) >= state.from.slice(0, date.length)) && (!state.until || date.slice(0, 7) <= state.until);
}

function admitNodes(model, state, admitted) {
  const hidden = new Set(state.hiddenTypes);
  const passes = new Uint8Array(model.nodes.length);
  for (const node of model.nodes) {
    if (hidden.has(node.type)) continue;
    const edges = model.around[node.index];
    const alone = !edges.length || node.type === "Article";
    passes[node.index] = (alone ? state.singles || node.type === "Article" : edges.some((edge) => admitted[edge])) ? 1 : 0;
  }
  return passes;
}

/** The nodes that the picture is limited to: chosen ones, or in the overview the hubs and what was opened; else null. */
function limitTo(model, state) {
  const extra = [state.selected.kind === "node" ? state.selected.id : -1, ...state.path];
  if (state.drawn) return new Set([...state.drawn, ...extra]);
  if (!isOverview(model, state)) return null;
  const open = new Set(state.open);
  const members = model.nodes.filter((node) => open.has(node.community)).map((node) => node.index);
  return new Set([...findHubs(model), ...members.slice(0, DRAWN_AT_MOST), ...extra]);
}

/** @param {Model} model @param {State} state */
export function isOverview(model, state) {
  return state.drawn === null && model.nodes.length > OVERVIEW_ABOVE;
}

const hubs = new WeakMap();

/** The nodes with most relations. @param {Model} model @returns {number[]} */
export function findHubs(model) {
  if (!hubs.has(model)) {
    const ranked = model.nodes.filter((node) => node.type !== "Article" && node.degree > 0);
    ranked.sort((a, b) => b.degree - a.degree || a.index - b.index);
    hubs.set(model, ranked.slice(0, HUBS).map((node) => node.index));
  }
  return hubs.get(model);
}

/**
 * The neighbours of a node over admitted edges, best connected first.
 * @param {Model} model @param {Uint8Array} admitted @param {number} node
 */
export function findNeighbours(model, admitted, node) {
  const found = new Set();
  for (const edge of model.around[node]) if (admitted[edge]) found.add(otherEnd(model.edges[edge], node));
  found.delete(node);
  return [...found].sort((a, b) => model.nodes[b].degree - model.nodes[a].degree || a - b);
}
