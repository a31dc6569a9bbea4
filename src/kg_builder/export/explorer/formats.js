// What is selected, as CSV, Turtle and JSON. Knows no DOM.
import { readDigest, readPassage } from "./model.js";

/**
 * @typedef {{nodes: number[], edges: number[]}} Part  of the graph
 */

/**
 * The selection with its relations; without one, all that is drawn.
 * @param {import("./model.js").Model} model @param {import("./state.js").State} state @param {import("./derive.js").Derived} derived
 * @returns {Part}
 */
export function choosePart(model, state, derived) {
  const { kind, id } = state.selected;
  const ofEdges = (edges, more = []) => {
    const nodes = new Set([...more, ...edges.flatMap((edge) => [model.edges[edge].from, model.edges[edge].to])]);
    return { nodes: [...nodes].sort((a, b) => a - b), edges: [...edges].sort((a, b) => a - b) };
  };
  if (kind === "node")
    return ofEdges(
      model.around[id].filter((edge) => derived.filtered.admitted[edge]),
      [id],
    );
  if (kind === "pair") return ofEdges(model.pairs[id].edges);
  if (kind === "conflict") return ofEdges(model.conflicts[id].edges);
  if (kind === "route" && derived.path) return ofEdges(derived.path.edges, derived.path.nodes);
  return ofEdges(
    derived.visible.pairs.flatMap((pair) => pair.edges),
    derived.visible.nodes,
  );
}

const COLUMNS = [
  "subject",
  "relation",
  "object",
  "subject_type",
  "object_type",
  "title",
  "role",
  "former",
  "since",
  "until",
  "as_of",
  "confidence",
  "sentence",
  "article",
  "date",
  "source",
  "rule",
  "subject_key",
  "object_key",
  "statement",
];

/** One line for each piece of evidence, with a byte order mark for spreadsheets. @param {import("./model.js").Model} model @param {Part} part */
export function writeCsv(model, part) {
  const lines = part.edges.flatMap((number) => listRows(model, model.edges[number]));
  const lone = part.nodes.filter(
    (node) => !part.edges.some((edge) => model.edges[edge].from === node || model.edges[edge].to === node),
  );
  const rest = lone.map((node) => [
    model.nodes[node].label,
    "",
    "",
    model.nodes[node].type,
    ...Array(13).fill(""),
    model.nodes[node].id,
    "",
    "",
  ]);
  return `\ufeff${[COLUMNS, ...lines, ...rest].map((row) => row.map(quoteCell).join(",")).join("\r\n")}\r\n`;
}

function listRows(model, edge) {
  const [from, to] = [model.nodes[edge.from], model.nodes[edge.to]];
  const head = [
    from.label,
    edge.predicate,
    to.label,
    from.type,
    to.type,
    edge.title,
    edge.role,
    edge.former ? "true" : "",
    edge.since,
    edge.until,
    edge.asOf,
    edge.confidence,
  ];
  const tail = [from.id, to.id, `statement/${readDigest(edge.id)}`];
  if (!edge.evidence.length) return [[...head, "", "", "", edge.dataset, "", ...tail]];
  return edge.evidence.map((number) => {
    const reason = model.reasons[number];
    const article = model.articles[model.passages[reason.passage].article];
    const node = article ? model.nodes[article.node] : null;
    return [
      ...head,
      readPassage(model, reason.passage),
      node?.label ?? "",
      node?.date ?? "",
      article?.path ?? "",
      reason.rule,
      ...tail,
    ];
  });
}

/** A cell; text that a spreadsheet would run as a formula gets an apostrophe before it. */
function quoteCell(value) {
  const text = typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** @param {import("./model.js").Model} model @param {Part} part */
export function writeJson(model, part) {
  const nodes = part.nodes.map((index) => {
    const { id, label, type, classes, aliases, code, candidates, date, until, same } = model.nodes[index];
    return {
      key: id,
      label,
      type,
      classes,
      aliases,
      code,
      candidates,
      date,
      endDate: until,
      possiblySame: same.map((other) => model.nodes[other].id),
    };
  });
  const statements = part.edges.map((number) => {
    const { id, from, to, predicate, title, role, former, since, until, asOf, confidence, grantor, dataset, evidence } =
      model.edges[number];
    return {
      key: `statement/${readDigest(id)}`,
      subject: model.nodes[from].id,
      predicate,
      object: model.nodes[to].id,
      title,
      role,
      former,
      since,
      until,
      asOf,
      confidence,
      grantor: model.nodes[grantor]?.id ?? "",
      dataset,
      evidence: evidence.map((reason) => describeReason(model, model.reasons[reason])),
    };
  });
  return `${JSON.stringify({ base: model.base, nodes, statements }, null, 1)}\n`;
}

function describeReason(model, reason) {
  const passage = model.passages[reason.passage];
  const article = model.articles[passage.article];
  return {
    key: `evidence/${readDigest(reason.id)}`,
    exact: readPassage(model, reason.passage),
    start: passage.start,
    end: passage.end,
    rule: reason.rule,
    confidence: reason.confidence,
    article: article ? model.nodes[article.node].id : "",
    source: article?.path ?? "",
  };
}
