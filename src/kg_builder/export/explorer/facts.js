// One fact: who, what relation, whom, since when, how sure, and the sentences that say so.
import { button, el } from "./dom.js";
import { isCandidate } from "./model.js";
import { showConfidence, showReason } from "./quote.js";
import { typeSwatch } from "./swatch.js";

const REASONS = 3;

/** A node as a control that chooses it. @param {import("./main.js").App} app @param {number} node @param {string} where  for the focus */
export function showNode(app, node, where) {
  return button(
    `${where}-${node}`,
    () => app.act.chooseNode(node),
    { tag: "button.node", lang: "zh" },
    typeSwatch(app.model.nodes[node].type, 12),
    app.words.name(node),
  );
}

/** @param {import("./main.js").App} app @param {number} number  of the edge @param {number} [self]  the node that is spoken of already */
export function showFact(app, number, self = -1) {
  const { model, words } = app;
  const edge = model.edges[number];
  const where = `fact-${number}`;
  const line = el(
    "div.line",
    {},
    edge.from === self ? null : showNode(app, edge.from, where),
    el("span.relation", {}, words.label(edge.predicate)),
    edge.title && el("span.post", { lang: "zh" }, edge.title),
    edge.to === self ? null : [el("span.arrow", { "aria-hidden": "true" }, "→"), showNode(app, edge.to, where)],
  );
  return el(
    "article.fact",
    { id: `fact-${edge.id}` },
    line,
    listChips(app, edge, where),
    showSources(app, edge, edge.from, edge.to),
  );
}

/** A statement of a literal, such as an event's date. @param {number} number  of the fact */
export function showLiteral(app, number) {
  const fact = app.model.facts[number];
  const line = el(
    "div.line",
    {},
    el("span.relation", {}, app.words.label(fact.predicate)),
    el("span.post", {}, fact.value),
  );
  return el(
    "article.fact",
    {},
    line,
    el(
      "div.chips",
      {},
      isCandidate(fact) && chip(app, "candidate", "candidate"),
      showConfidence(app, fact.confidence),
      showRetract(app, { fact: number }),
    ),
    showSources(app, fact, fact.node, -1),
  );
}

function listChips(app, edge, where) {
  const { words, act } = app;
  const formerText = edge.predicate === "holdsPost" ? "former" : "formerly";
  const chips = [
    edge.former && chip(app, "former", formerText),
    isCandidate(edge) && chip(app, "candidate", "candidate"),
    edge.conflicts.map((conflict) =>
      button(
        `${where}-conflict-${conflict}`,
        () => act.chooseConflict(conflict),
        { tag: "button.chip.conflict" },
        words.say("conflict"),
      ),
    ),
    edge.role && el("span.chip", {}, `${words.say("role")} `, el("span", { lang: "zh" }, edge.role)),
    edge.since && el("span.chip", {}, words.say("since", { date: edge.since })),
    edge.until && el("span.chip", {}, words.say("to", { date: edge.until })),
    el("span.chip", {}, edge.asOf ? words.say("asOf", { date: edge.asOf }) : words.say("undated")),
    showConfidence(app, edge.confidence),
    edge.grantor >= 0 &&
      el("span.chip", {}, `${words.say("grantor")} `, showNode(app, edge.grantor, `${where}-grantor`)),
    showRetract(app, { edge: edge.index }),
  ];
  return el("div.chips", {}, chips);
}

/**
 * The first of a long list, and a control for the rest.
 * @template T
 * @param {import("./main.js").App} app
 * @param {T[]} items
 * @param {number} most  how many at a time
 * @param {(item: T) => Node} show
 */
export function foldLong(app, items, most, show) {
  const box = el("div");
  const add = (start) => {
    for (const item of items.slice(start, start + most)) box.append(show(item));
    const left = items.length - start - most;
    if (left <= 0) return;
    const more = (event) => {
      event.currentTarget.remove();
      add(start + most);
    };
    box.append(button("fold", more, { tag: "button.act" }, app.words.say("more", { n: left })));
  };
  add(0);
  return box;
}

/** @param {{edge: number}|{fact: number}} target */
function showRetract(app, target) {
  const key = `retract-${Object.entries(target).flat().join("-")}`;
  return button(key, () => app.correct(target), { tag: "button.link" }, app.words.say("retractThis"));
}

const chip = (app, name, text) => el(`span.chip.${name}`, {}, app.words.say(text));

function showSources(app, statement, subject, object) {
  const { words } = app;
  const reasons = statement.evidence;
  if (reasons.length) return foldLong(app, reasons, REASONS, (number) => showReason(app, number, subject, object));
  if (statement.dataset) return el("p.quiet", {}, words.say("fromDataset"), " ", el("code", {}, statement.dataset));
  return el("p.quiet", {}, words.say("noEvidence"));
}
