// What follows from the state: what passes, the path, what is drawn, what stands out. Knows no DOM.
import { findPath } from "./paths.js";
import { filterAll, findVisible } from "./visible.js";

/**
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./state.js").State} State
 * @typedef {{filtered: import("./visible.js").Filtered, visible: import("./visible.js").Visible,
 *   path: {nodes: number[], edges: number[]}|null}} Derived
 */

const FILTERS = ["hiddenTypes", "hiddenRelations", "candidates", "former", "singles", "undated", "from", "until"];
const LIMITS = [...FILTERS, "drawn", "open", "route", "selected"];

/** Derive again only what a change touches. @param {Model} model @returns {(state: State) => Derived} */
export function createDeriver(model) {
  const filter = remember((state) => filterAll(model, state), FILTERS);
  const route = remember(
    (state) => (state.route.length === 2 ? findPath(model, filter(state), state.route[0], state.route[1]) : null),
    [...FILTERS, "route"],
  );
  const draw = remember(
    (state) => findVisible(model, state, filter(state), listExtra(model, state, route(state))),
    LIMITS,
  );
  return (state) => ({ filtered: filter(state), path: route(state), visible: draw(state) });
}

function remember(derive, names) {
  let before = null;
  let result = null;
  return (state) => {
    if (!before || names.some((name) => state[name] !== before[name])) result = derive(state);
    before = state;
    return result;
  };
}

/** What is drawn beyond the limits of the picture: the selection and the path. */
function listExtra(model, state, path) {
  const { kind, id } = state.selected;
  const chosen =
    kind === "node"
      ? [id]
      : kind === "pair"
        ? [model.pairs[id].from, model.pairs[id].to]
        : kind === "conflict"
          ? endsOf(model, model.conflicts[id].edges)
          : [];
  return [...chosen, ...(path ? path.nodes : state.route)];
}

function endsOf(model, edges) {
  return edges.flatMap((edge) => [model.edges[edge].from, model.edges[edge].to]);
}

/**
 * The nodes and pairs that stand out; nothing when all are equal.
 * @param {Model} model @param {State} state @param {Derived} derived
 * @returns {{nodes: Set<number>, pairs: Set<number>, centre: number}}
 */
export function findFocus(model, state, derived) {
  const { kind, id } = state.selected;
  const none = { nodes: new Set(), pairs: new Set(), centre: -1 };
  if (kind === "node") return { ...around(model, derived.filtered, id), centre: id };
  if (kind === "pair")
    return { nodes: new Set([model.pairs[id].from, model.pairs[id].to]), pairs: new Set([id]), centre: -1 };
  if (kind === "conflict") return ofEdges(model, model.conflicts[id].edges);
  if (kind === "route" && derived.path) {
    return { ...ofEdges(model, derived.path.edges), nodes: new Set(derived.path.nodes) };
  }
  if (state.tab === "source" && state.reading.article >= 0) {
    return { ...none, nodes: new Set(model.mentionsIn[state.reading.article].map((mention) => mention.node)) };
  }
  return none;
}

function around(model, filtered, node) {
  const nodes = new Set([node]);
  const pairs = new Set();
  for (const number of model.around[node]) {
    if (!filtered.admitted[number]) continue;
    const { from, to, pair } = model.edges[number];
    nodes.add(from).add(to);
    pairs.add(pair);
  }
  return { nodes, pairs };
}

function ofEdges(model, edges) {
  return {
    nodes: new Set(endsOf(model, edges)),
    pairs: new Set(edges.map((edge) => model.edges[edge].pair)),
    centre: -1,
  };
}
