// The graph as the page holds it: rows read from the embedded columns, and the indexes over them. Knows no DOM.

/**
 * @typedef {{index: number, id: string, label: string, type: string, x: number, y: number, community: number,
 *   aliases: string[], classes: string[], code: string, candidates: string[], date: string, until: string,
 *   same: number[], degree: number}} Node
 * @typedef {{index: number, id: string, from: number, to: number, predicate: string, title: string, former: boolean,
 *   since: string, until: string, asOf: string, confidence: number, role: string, grantor: number, dataset: string,
 *   evidence: number[], pair: number, conflicts: number[]}} Edge
 * @typedef {{index: number, from: number, to: number, edges: number[]}} Pair  parallel edges, whatever their direction
 * @typedef {{index: number, id: string, node: number, predicate: string, value: string, asOf: string, confidence: number,
 *   dataset: string, evidence: number[]}} Fact  a statement of a literal, which is no edge
 * @typedef {{id: string, passage: number, rule: string, confidence: number, subject: number[], object: number[]}} Reason
 * @typedef {{article: number, start: number, end: number, at: number, length: number, text: string}} Passage
 * @typedef {{index: number, node: number, source: string, path: string, start: number, end: number,
 *   text: string}} Article
 * @typedef {{article: number, start: number, length: number, node: number}} Mention
 * @typedef {{index: number, constraint: string, edges: number[]}} Conflict
 * @typedef {{nodes: Node[], edges: Edge[], pairs: Pair[], around: number[][], facts: Fact[], factsOf: Map<number, number[]>,
 *   reasons: Reason[], passages: Passage[],
 *   articles: Article[], mentionsIn: Mention[][], articlesOf: number[][], types: string[], predicates: string[],
 *   conflicts: Conflict[], readings: Object<string, string>, surnames: Object<string, string>, base: string,
 *   print: string, labels: Object<string, [string, string]>, relations: Object<string, [string[], string[]]>,
 *   articleOf: Map<number, number>, numberOf: Map<string, number>}} Model
 */

/** What stands for "nothing" in each column; must agree with columns.py. */
const EMPTY = { grantor: -1, article: -1, at: -1, confidence: 1 };
const LISTS = new Set(["aliases", "classes", "candidates", "same", "subject", "object"]);
const NUMBERS = new Set([
  "type",
  "x",
  "y",
  "community",
  "from",
  "to",
  "predicate",
  "former",
  "passage",
  "rule",
  "start",
  "end",
  "length",
  "node",
  "evidence",
]);

/**
 * Read the embedded tables.
 * @param {(name: string) => any} table  gives the parsed JSON of a table by its name
 * @returns {Model}
 */
export function readModel(table) {
  const names = table("names");
  const nodes = readNodes(table("nodes"), names);
  const edges = readEdges(table("edges"), names);
  const articles = rows(table("articles"), ["node", "source", "path", "start", "end", "text"]).map((row, index) => ({
    ...row,
    index,
  }));
  const mentions = rows(table("mentions"), ["article", "start", "length", "node"]);
  const reasons = rows(table("evidence"), ["id", "passage", "rule", "confidence", "subject", "object"]);
  for (const reason of reasons) reason.rule = names.rules[reason.rule];
  const conflicts = names.conflicts.map(([constraint, members], index) => ({ index, constraint, edges: members }));
  for (const conflict of conflicts) for (const edge of conflict.edges) edges[edge].conflicts.push(conflict.index);
  const facts = readFacts(table("facts"), names);
  countOn(facts, countOn(edges, 0));
  return {
    nodes,
    edges,
    facts,
    reasons,
    articles,
    conflicts,
    factsOf: groupBy(facts, "node"),
    ...indexEdges(nodes, edges),
    ...indexMentions(nodes, articles, mentions),
    passages: rows(table("passages"), ["article", "start", "end", "at", "length", "text"]),
    types: names.types,
    predicates: names.predicates,
    readings: names.readings,
    surnames: names.surnames,
    base: names.base,
    print: names.print,
    labels: names.labels,
    relations: names.relations,
    articleOf: new Map(articles.map((article) => [article.node, article.index])),
    numberOf: new Map(nodes.map((node) => [node.id, node.index])),
  };
}

function readNodes(table, names) {
  const columns = [
    "id",
    "label",
    "type",
    "x",
    "y",
    "community",
    "aliases",
    "classes",
    "code",
    "candidates",
    "date",
    "until",
    "same",
  ];
  return rows(table, columns).map((row, index) => ({
    ...row,
    index,
    degree: 0,
    id: readKey(row.id, names.types[row.type], row.label),
    type: names.types[row.type],
    classes: row.classes.map((number) => names.classes[number]),
  }));
}

function readFacts(table, names) {
  const columns = ["id", "node", "predicate", "value", "asOf", "confidence", "dataset", "evidence"];
  return rows(table, columns).map((row, index) => ({ ...row, index, predicate: names.predicates[row.predicate] }));
}

/** Numbers of rows by the value of a column. */
function groupBy(rows, column) {
  const groups = new Map();
  for (const row of rows) groups.set(row[column], [...(groups.get(row[column]) ?? []), row.index]);
  return groups;
}

function readEdges(table, names) {
  const columns = [
    "id",
    "from",
    "to",
    "predicate",
    "title",
    "former",
    "since",
    "until",
    "asOf",
    "confidence",
    "role",
    "grantor",
    "dataset",
    "evidence",
  ];
  return rows(table, columns).map((row, index) => ({
    ...row,
    index,
    predicate: names.predicates[row.predicate],
    former: row.former === 1,
    pair: -1,
    conflicts: [],
  }));
}

/** The rows of a table; see `tabulate` in columns.py for the forms of a column. @returns {any[]} */
export function rows(table, columns) {
  const result = Array.from({ length: table.count }, () => ({}));
  for (const name of columns) {
    const empty = () => (LISTS.has(name) ? [] : (EMPTY[name] ?? (NUMBERS.has(name) ? 0 : "")));
    const values = table[name] ? unfold(table[name], table.count, empty) : null;
    for (let i = 0; i < result.length; i++) result[i][name] = values ? values[i] : empty();
  }
  return result;
}

function unfold(column, count, empty) {
  if (Array.isArray(column)) return column;
  if (column.at) return scatter(column, count, empty);
  if (column.of) return column.is ? column.is.map((number) => column.of[number]) : Array(count).fill(column.of[0]);
  if (column.wide)
    return Array.from({ length: count }, (_, i) => column.is.slice(i * column.wide, (i + 1) * column.wide));
  let sum = 0;
  return unfold(column.by, count, empty).map((step) => (sum += step));
}

function scatter({ at, is }, count, empty) {
  const values = Array.from({ length: count }, empty);
  let row = 0;
  at.forEach((step, i) => (values[(row += step)] = is[i]));
  return values;
}

/** A key in full: that of a node leaves out what its type and label say, that of a statement or evidence is a digest. */
function readKey(id, type, label) {
  return id.startsWith("/") ? `${type.toLowerCase()}/${label}${id.slice(1)}` : id;
}

/** The sixteen hexadecimal digits that end the key of a statement or evidence, from eleven of base 64. @param {string} id */
export function readDigest(id) {
  if (id.length !== 11) return id.replace(/^\w+\//, "");
  const bytes = atob(id.replaceAll("-", "+").replaceAll("_", "/"));
  return Array.from(bytes, (byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}

/** The numbers of each statement's evidence, from how many each has. @param {{evidence: any}[]} statements */
function countOn(statements, first) {
  for (const statement of statements) {
    const count = statement.evidence;
    statement.evidence = Array.from({ length: count }, (_, i) => first + i);
    first += count;
  }
  return first;
}

function indexEdges(nodes, edges) {
  const around = nodes.map(() => []);
  const pairs = [];
  const known = new Map();
  for (const edge of edges) {
    const [low, high] = edge.from < edge.to ? [edge.from, edge.to] : [edge.to, edge.from];
    const key = low * nodes.length + high;
    if (!known.has(key)) {
      known.set(key, pairs.length);
      pairs.push({ index: pairs.length, from: low, to: high, edges: [] });
    }
    edge.pair = known.get(key);
    pairs[edge.pair].edges.push(edge.index);
    around[edge.from].push(edge.index);
    if (edge.to !== edge.from) around[edge.to].push(edge.index);
    nodes[edge.from].degree++;
    nodes[edge.to].degree++;
  }
  return { around, pairs };
}

function indexMentions(nodes, articles, mentions) {
  const mentionsIn = articles.map(() => []);
  const articlesOf = nodes.map(() => []);
  for (const mention of mentions) {
    mentionsIn[mention.article].push(mention);
    const found = articlesOf[mention.node];
    if (found[found.length - 1] !== mention.article && !found.includes(mention.article)) found.push(mention.article);
  }
  return { mentionsIn, articlesOf };
}

/** The text of a passage: its own, or cut out of the embedded article. @param {Model} model @param {number} number */
export function readPassage(model, number) {
  const passage = model.passages[number];
  if (passage.text || passage.at < 0) return passage.text;
  return model.articles[passage.article].text.slice(passage.at, passage.at + passage.length);
}

/** The node at the other end. @param {Edge} edge @param {number} node */
export function otherEnd(edge, node) {
  return edge.from === node ? edge.to : edge.from;
}

/** A candidate is a statement that is more likely wrong than right. @param {Edge} edge */
export function isCandidate(edge) {
  return edge.confidence < 0.5;
}
