// What a reader corrects: what must be said of it, and the entry of a file of corrections that it becomes. Knows no DOM.
import { citeArticle, citeEdge, citeFact, citeNode } from "./cite.js";
import { readDigest } from "./model.js";

/**
 * @typedef {import("./model.js").Model} Model
 * @typedef {"rename"|"merge"|"split"|"code"|"retract"|"assert"} Kind
 * @typedef {{node: number}|{edge: number}|{fact: number}} Target
 * @typedef {{kind: Kind, target: any, values: Object<string, any>, author: string, reason: string}} Amendment
 *   `target` is a `Target`
 */

const DATE = /^\d{4}(-\d\d(-\d\d)?)?$/;
const CODE = /^\d{6}(\d{3})?$/;
/** What an amendment asks for, beside author and reason. @type {Object<Kind, string[]>} */
export const ASKED = {
  rename: ["label"],
  merge: ["other"],
  split: ["articles", "mark"],
  code: ["code"],
  retract: [],
  assert: ["from", "predicate", "to", "title", "role", "former", "since", "until"],
};
/** The order in which all of them can be applied: those that give things other keys come last. */
const ORDER = ["retract", "rename", "assert", "split", "code", "merge"];

/** What can be corrected of something. @param {Model} model @param {any} target  a `Target` @returns {Kind[]} */
export function listKinds(model, { node }) {
  if (node === undefined) return ["retract"];
  return [
    "rename",
    "merge",
    ...(model.articlesOf[node].length > 1 ? /** @type {Kind[]} */ (["split"]) : []),
    ...(model.nodes[node].type === "Place" ? /** @type {Kind[]} */ (["code"]) : []),
    "assert",
  ];
}

/**
 * What is missing or wrong: the field, and the text that says so; null if nothing is.
 * @param {Model} model @param {Amendment} amendment
 * @returns {{field: string, text: string, types?: string[]}|null}
 */
export function findProblem(model, { kind, target, values, author, reason }) {
  const wrong = CHECKS[kind]?.(model, target.node, values);
  if (wrong) return wrong;
  if (!author) return { field: "author", text: "needsText" };
  return reason ? null : { field: "reason", text: "needsText" };
}

const CHECKS = {
  rename: (model, node, { label }) =>
    !label
      ? { field: "label", text: "needsText" }
      : label === model.nodes[node].label && { field: "label", text: "needsOther" },
  merge: (model, node, { other }) =>
    (other < 0 || other === node || model.nodes[other].type !== model.nodes[node].type) && {
      field: "other",
      text: "needsType",
      types: [model.nodes[node].type],
    },
  split(model, node, { articles, mark }) {
    if (!articles.length || articles.length === model.articlesOf[node].length)
      return { field: "articles", text: "needsSome" };
    if (!mark) return { field: "mark", text: "needsText" };
    return model.numberOf.has(partKey(model, node, mark)) && { field: "mark", text: "needsOther" };
  },
  code: (model, node, { code }) => !CODE.test(code) && { field: "code", text: "needsCode" },
  assert(model, node, { from, predicate, to, since, until }) {
    const [subjects, objects] = model.relations[predicate];
    if (from < 0 || !subjects.includes(model.nodes[from].type)) return { field: "from", text: "needsType", types: subjects };
    if (to < 0 || to === from || !objects.includes(model.nodes[to].type))
      return { field: "to", text: "needsType", types: objects };
    const undated = Object.entries({ since, until }).find(([, date]) => date && !DATE.test(date));
    return undated && { field: undated[0], text: "needsDate" };
  },
};

const keyOf = (model, node) => model.nodes[node].id;
const partKey = (model, node, mark) => `${keyOf(model, node)}-${mark}`;

/** The entry of a file of corrections, unsigned. @param {Model} model @param {Amendment} amendment */
export function makeEntry(model, { kind, target, values }) {
  return { do: kind, ...ENTRIES[kind](model, target, values) };
}

const ENTRIES = {
  rename: (model, { node }, { label }) => ({ entity: keyOf(model, node), label, quotes: citeNode(model, node) }),
  merge: (model, { node }, { other }) => ({
    keep: keyOf(model, node),
    also: [keyOf(model, other)],
    quotes: [...citeNode(model, node), ...citeNode(model, other)],
  }),
  split: (model, { node }, { articles, mark }) => ({
    entity: keyOf(model, node),
    articles: articles.map((article) => keyOf(model, model.articles[article].node)),
    new: partKey(model, node, mark),
    quotes: [...citeNode(model, node), ...articles.flatMap((article) => citeArticle(model, article, node))],
  }),
  code: (model, { node }, { code }) => ({ entity: keyOf(model, node), code, quotes: citeNode(model, node) }),
  retract(model, { edge, fact }) {
    const said = edge === undefined ? model.facts[fact] : model.edges[edge];
    const ends =
      edge === undefined
        ? { subject: keyOf(model, said.node), predicate: said.predicate, object: said.value }
        : { subject: keyOf(model, said.from), predicate: said.predicate, object: keyOf(model, said.to) };
    const { title, former, since } = said;
    const quotes = edge === undefined ? citeFact(model, said) : citeEdge(model, said);
    return { statement: `statement/${readDigest(said.id)}`, ...ends, title, former: former ? "true" : "", since, quotes };
  },
  assert: (model, target, { from, predicate, to, title, role, former, since, until }) => ({
    subject: keyOf(model, from),
    predicate,
    object: keyOf(model, to),
    title,
    role,
    former: former ? "true" : "",
    since,
    until,
    quotes: [...citeNode(model, from), ...citeNode(model, to)],
  }),
};

/**
 * A file of corrections, in an order in which all can be applied.
 * @param {Model} model @param {Amendment[]} amendments @param {string} date  the day that they are signed with
 */
export function writeCorrections(model, amendments, date) {
  const sorted = [...amendments].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  const entries = sorted.map(({ author, reason, ...rest }) => {
    const { quotes, ...entry } = makeEntry(model, { ...rest, author, reason });
    return writeItem({ ...entry, author, date, reason, quotes }, "");
  });
  return `corrections:\n${entries.join("")}`;
}

/** A mapping as an item of a YAML list; what is empty is left out. */
function writeItem(mapping, indent) {
  const lines = Object.entries(mapping)
    .filter(([, value]) => value !== undefined && value !== "" && !(Array.isArray(value) && !value.length))
    .map(([key, value]) => `${key}:${writeValue(value, `${indent}  `)}`);
  return `${indent}- ${lines.join(`\n${indent}  `)}\n`;
}

function writeValue(value, indent) {
  if (typeof value === "number") return ` ${value}`;
  if (typeof value === "string") return ` ${quoteText(value)}`;
  if (typeof value[0] === "string") return ` [${value.map(quoteText).join(", ")}]`;
  return `\n${value.map((item) => writeItem(item, indent)).join("").trimEnd()}`;
}

/**
 * A text in double quotes, as JSON and YAML have them in common; what is invisible or breaks lines is escaped, and half
 * a surrogate pair, which no file can hold, replaced.
 * @param {string} text
 */
export function quoteText(text) {
  const whole = text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");
  return JSON.stringify(whole).replace(
    /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
