// The state in the address: what was chosen as a fragment, and back. Knows no DOM.
import { initialState } from "./state.js";

/**
 * @typedef {import("./model.js").Model} Model
 * @typedef {import("./state.js").State} State
 * @typedef {{x: number, y: number, scale: number}} Camera
 */

const FLAGS = ["candidates", "former", "singles", "undated"];
const CHOICES = {
  colour: ["type", "community"],
  layout: ["settled", "hierarchy", "rings"],
  tab: ["overview", "facts", "source"],
  view: ["picture", "table"],
  sheet: ["entities", "facts"],
  language: ["zh", "en"],
  theme: ["auto", "light", "dark"],
};

/**
 * Only what differs from the beginning is written. Nodes are written by key, so that a link outlives a new build; the
 * drawn set, which is long, by number, and it counts only for the graph that it was written for.
 * @param {Model} model @param {State} state @param {Camera|null} camera
 */
export function writeFragment(model, state, camera) {
  const begin = initialState(state.language);
  const fields = new URLSearchParams();
  fields.set("language", state.language);
  for (const name of ["colour", "layout", "tab", "view", "sheet", "theme", "from", "until"])
    if (state[name] !== begin[name]) fields.set(name, state[name]);
  for (const name of FLAGS) if (!state[name]) fields.set(name, "0");
  for (const name of ["hiddenTypes", "hiddenRelations"])
    if (state[name].join() !== begin[name].join()) fields.set(name, state[name].join(","));
  const key = (node) => model.nodes[node].id;
  if (state.selected.kind !== "none")
    fields.set("selected", `${state.selected.kind} ${writeSelected(model, state)}`.trim());
  if (state.route.length === 2) fields.set("route", state.route.map((node) => encodeURIComponent(key(node))).join(" "));
  if (state.centre >= 0) fields.set("centre", key(state.centre));
  if (state.reading.article >= 0) fields.set("reading", writeReading(model, state.reading));
  if (state.drawn || state.open.length) fields.set("print", model.print);
  if (state.drawn) fields.set("drawn", writeNumbers(state.drawn));
  if (state.open.length) fields.set("open", writeNumbers(state.open));
  if (camera) fields.set("camera", [camera.x.toFixed(0), camera.y.toFixed(0), camera.scale.toFixed(3)].join(","));
  return fields.toString();
}

function writeReading(model, { article, passage }) {
  const { start, end } = model.passages[passage] ?? {};
  return `${model.nodes[model.articles[article].node].id}${start === undefined ? "" : ` ${start}-${end}`}`;
}

function writeSelected(model, { selected: { kind, id } }) {
  if (kind === "node") return model.nodes[id].id;
  if (kind === "pair") return model.edges[model.pairs[id].edges[0]].id;
  return kind === "conflict" ? String(id) : "";
}

/** Numbers in ascending order, as steps in base 36. @param {number[]} numbers */
function writeNumbers(numbers) {
  const sorted = [...new Set(numbers)].sort((a, b) => a - b);
  return sorted.map((number, i) => (number - (sorted[i - 1] ?? 0)).toString(36)).join(".");
}

function readNumbers(text, below) {
  let at = 0;
  const numbers = text
    .split(".")
    .filter(Boolean)
    .map((step) => (at += parseInt(step, 36)));
  return numbers.filter((number) => number >= 0 && number < below);
}

/**
 * What does not fit this graph is passed over.
 * @param {Model} model @param {string} fragment  without the `#`
 * @param {"zh"|"en"} language  where the fragment says none
 * @returns {{state: State, camera: Camera|null}}
 */
export function readFragment(model, fragment, language) {
  const fields = new URLSearchParams(fragment);
  const state = initialState(language);
  for (const [name, allowed] of Object.entries(CHOICES))
    if (allowed.includes(fields.get(name))) state[name] = fields.get(name);
  for (const name of FLAGS) if (fields.get(name) === "0") state[name] = false;
  for (const name of ["from", "until"])
    if (/^\d{4}(-\d\d){0,2}$/.test(fields.get(name) ?? "")) state[name] = fields.get(name);
  const lists = { hiddenTypes: model.types, hiddenRelations: model.predicates };
  for (const [name, known] of Object.entries(lists))
    if (fields.has(name))
      state[name] = fields
        .get(name)
        .split(",")
        .filter((item) => known.includes(item));
  const node = (key) => model.numberOf.get(key) ?? -1;
  state.centre = node(fields.get("centre"));
  state.route = readRoute(fields.get("route") ?? "", node);
  state.selected = readSelected(model, fields.get("selected") ?? "", state.route);
  state.reading = readReading(model, fields.get("reading") ?? "", node);
  if (fields.get("print") === model.print) {
    if (fields.has("drawn")) state.drawn = readNumbers(fields.get("drawn"), model.nodes.length);
    state.open = readNumbers(fields.get("open") ?? "", model.nodes.length);
  }
  return { state, camera: readCamera(fields.get("camera") ?? "") };
}

function readRoute(text, node) {
  const ends = text
    .split(" ")
    .filter(Boolean)
    .map((part) => {
      try {
        return node(decodeURIComponent(part));
      } catch {
        return -1;
      }
    });
  return ends.length === 2 && ends.every((end) => end >= 0) ? ends : [];
}

/** @returns {import("./state.js").Selection} */
function readSelected(model, text, route) {
  /** @type {import("./state.js").Selection} */ const none = { kind: "none", id: -1 };
  const [, kind, rest] = /^(\w+) ?([^]*)$/.exec(text) ?? [];
  if (kind === "node" && model.numberOf.has(rest)) return { kind, id: model.numberOf.get(rest) };
  if (kind === "pair") {
    const edge = model.edges.find((other) => other.id === rest);
    return edge ? { kind, id: edge.pair } : none;
  }
  if (kind === "conflict" && model.conflicts[rest]) return { kind, id: Number(rest) };
  return kind === "route" && route.length === 2 ? { kind, id: -1 } : none;
}

function readReading(model, text, node) {
  const [, key, start, end] = /^([^]*?)(?: (\d+)-(\d+))?$/.exec(text) ?? [];
  const article = model.articleOf.get(node(key)) ?? -1;
  const here = (passage) =>
    passage.article === article && passage.start === Number(start) && passage.end === Number(end);
  return { article, passage: article >= 0 && end ? model.passages.findIndex(here) : -1 };
}

function readCamera(text) {
  const [x, y, scale] = text.split(",").map(Number);
  return text && [x, y, scale].every(Number.isFinite) && scale > 0 ? { x, y, scale: Math.min(scale, 20) } : null;
}
