// The marks and lines of the picture, from what is visible. Knows no DOM.
import { findParents, placeHierarchy, placeRings, placeSettled } from "./layouts.js";
import { isCandidate } from "./model.js";

const BETWEEN_GROUPS = 160;
const NAMINGS = 3000;

/**
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./state.js").State} State
 * @typedef {import("./visible.js").Visible} Visible
 */

/**
 * Where everything visible stands in the chosen layout.
 * @param {Model} model @param {State} state @param {Visible} visible @param {import("./layouts.js").Shape} shape
 */
export function placeAll(model, state, visible, shape) {
  if (state.layout === "hierarchy") return placeHierarchy(model, visible);
  if (state.layout === "rings" && visible.nodes.length)
    return placeRings(model, visible, findCentre(model, state, visible));
  return placeSettled(model, visible.nodes, shape);
}

/** The chosen centre of the rings, else the selected node, else the best connected one. */
function findCentre(model, state, visible) {
  if (visible.shown[state.centre]) return state.centre;
  return visible.nodes.reduce(
    (best, node) => (model.nodes[node].degree > model.nodes[best].degree ? node : best),
    visible.nodes[0],
  );
}

/**
 * @param {Model} model @param {State} state @param {Visible} visible
 * @param {ReturnType<typeof import("./words.js").createWords>} words
 * @param {import("./layouts.js").Shape} shape  of the settled layout
 * @returns {import("./picture.js").Mark[]}
 */
export function makeMarks(model, state, visible, words, shape) {
  const places = placeAll(model, state, visible, shape);
  const marks = visible.nodes.map((index) => {
    const node = model.nodes[index];
    const weight = node.type === "Article" ? 1 : node.degree;
    return {
      id: `n${index}`,
      node: index,
      type: node.type,
      community: node.community,
      name: words.name(index),
      ...places.get(index),
      r: 7 + Math.min(17, 2.6 * Math.sqrt(weight)),
      weight,
      flagged: isInConflict(model, index),
      size: 0,
    };
  });
  const groups = state.layout === "settled" ? visible.groups : [];
  return [
    ...groups.map((group) => ({
      id: `g${group.community}`,
      node: -1,
      type: "",
      community: group.community,
      name: words.say("communityOf", { name: words.name(group.hub), n: group.size - 1, m: group.size }),
      x: Math.round(group.x * shape.x),
      y: Math.round(group.y * shape.y),
      r: group.radius,
      weight: group.size,
      flagged: false,
      size: group.size,
    })),
    ...marks,
  ];
}

function isInConflict(model, node) {
  return model.around[node].some((edge) => model.edges[edge].conflicts.length > 0);
}

/** @returns {import("./picture.js").Line[]} */
export function makeLines(model, state, visible, words) {
  const parents = state.layout === "hierarchy" ? findParents(model, visible) : null;
  const lines = visible.pairs.map(({ pair, edges }) => makeLine(model, pair, edges, words, parents));
  if (!state.hiddenTypes.includes("Article")) lines.push(...nameLines(model, visible, words));
  if (visible.groups.length && state.layout === "settled") lines.push(...groupLines(model, visible));
  return [...lines, ...sameLines(model, visible, words)];
}

function makeLine(model, pair, numbers, words, parents) {
  const edges = numbers.map((number) => model.edges[number]);
  const { from, to } = model.pairs[pair];
  const dashes = edges.every(isCandidate) ? [6, 5] : edges.every((edge) => edge.former) ? [2, 5] : false;
  return {
    id: `p${pair}`,
    from: `n${from}`,
    to: `n${to}`,
    count: edges.length,
    dashes,
    predicate: edges[0].predicate,
    forth: edges.some((edge) => edge.from === from),
    back: edges.some((edge) => edge.from !== from),
    text: words.bundle(numbers),
    warn: edges.some((edge) => edge.conflicts.length > 0),
    soft: parents !== null && parents.get(from) !== to && parents.get(to) !== from,
  };
}

const plain = (id, from, to, rest) => ({
  id,
  from,
  to,
  count: 1,
  forth: false,
  back: false,
  dashes: false,
  predicate: "",
  text: "",
  warn: false,
  ...rest,
});

/** From each drawn article to what it names. */
function nameLines(model, visible, words) {
  const lines = [];
  model.articlesOf.forEach((articles, node) => {
    if (!visible.shown[node]) return;
    for (const article of articles) {
      const other = model.articles[article].node;
      if (visible.shown[other])
        lines.push(
          plain(`m${other}-${node}`, `n${other}`, `n${node}`, {
            dashes: [1, 4],
            predicate: "byline",
            text: words.say("mentionedIn"),
          }),
        );
    }
  });
  return lines.slice(0, NAMINGS);
}

/** Between nodes that may be one and were not merged. */
function sameLines(model, visible, words) {
  const lines = [];
  for (const node of visible.nodes) {
    for (const other of model.nodes[node].same) {
      if (node < other && visible.shown[other]) {
        lines.push(
          plain(`s${node}-${other}`, `n${node}`, `n${other}`, {
            dashes: [2, 6],
            text: `≈ ${words.say("possiblySame")}`,
          }),
        );
      }
    }
  }
  return lines;
}

/** Between closed communities, the busiest first. */
function groupLines(model, visible) {
  const closed = new Set(visible.groups.map((group) => group.community));
  const counts = new Map();
  for (const pair of model.pairs) {
    const [a, b] = [model.nodes[pair.from].community, model.nodes[pair.to].community].sort((x, y) => x - y);
    if (a === b || !closed.has(a) || !closed.has(b)) continue;
    const key = `${a}-${b}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const ranked = [...counts].sort((x, y) => y[1] - x[1] || (x[0] < y[0] ? -1 : 1)).slice(0, BETWEEN_GROUPS);
  return ranked.map(([key, count]) => {
    const [a, b] = key.split("-");
    return plain(`c${key}`, `g${a}`, `g${b}`, { count, text: String(count), soft: true });
  });
}
