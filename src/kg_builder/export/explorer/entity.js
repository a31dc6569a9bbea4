// What is said of one entity: what it is, what can be done with it, its facts by relation, the articles that name it.
import { button, el } from "./dom.js";
import { foldLong, showFact, showLiteral, showNode } from "./facts.js";
import { typeSwatch } from "./swatch.js";
import { EXPAND_AT_MOST } from "./visible.js";

const MOST = 60;

/** @param {import("./main.js").App} app @param {number} index  of its node */
export function showEntity(app, index) {
  const { model, words } = app;
  const node = model.nodes[index];
  return [
    el(
      "header.entity",
      {},
      typeSwatch(node.type, 26),
      el(
        "div",
        {},
        el("p.kind", {}, [node.type, ...node.classes].map(words.label).join(" · ")),
        el("h2", { lang: "zh" }, words.name(index)),
      ),
    ),
    showAttributes(app, node),
    listSame(app, node),
    listActions(app, index),
    listFacts(app, index),
    listArticles(app, index),
  ];
}

function showAttributes(app, node) {
  const { words } = app;
  const rows = [
    ["alsoCalled", node.aliases.join("、"), "zh"],
    ["code", node.code, ""],
    ["mayBe", node.candidates.join(" "), ""],
    ["date", [node.date, node.until].filter(Boolean).join(" – "), ""],
  ].filter(([, value]) => value);
  const iri = el("code.iri", { lang: "zh" }, app.iri(node.id));
  return el(
    "dl.attributes",
    {},
    rows.map(([key, value, lang]) => [el("dt", {}, words.say(key)), el("dd", { lang: lang || null }, value)]),
    el("dt", {}, words.say("identity")),
    el("dd", {}, iri),
  );
}

function listSame(app, node) {
  const { words } = app;
  if (!node.same.length) return null;
  return el(
    "div.same",
    {},
    el("h3", {}, words.say("possiblySame")),
    node.same.map((other) => showNode(app, other, "same")),
  );
}

function listActions(app, node) {
  const { model, words, act } = app;
  const hidden = act.listHidden(node);
  const relations = [...new Set(model.around[node].map((edge) => model.edges[edge].predicate))];
  const more = relations.map((name) => [name, act.listHidden(node, name).length]).filter(([, n]) => n > 0);
  const press = (key, run, text, ...rest) => button(`do-${key}`, run, { tag: "button.act" }, text, ...rest);
  return el(
    "div.actions",
    {},
    press("focus", () => act.focusOn(node), words.say("focus")),
    hidden.length > 0 &&
      press(
        "expand",
        () => act.expand(node),
        words.say("expand"),
        el("span.count", {}, Math.min(hidden.length, EXPAND_AT_MOST)),
      ),
    more.length > 1 &&
      more.map(([name, n]) =>
        press(
          `expand-${name}`,
          () => act.expand(node, name),
          words.say("expandBy", { relation: words.label(name), n }),
        ),
      ),
    hidden.length > EXPAND_AT_MOST && el("span.quiet", {}, words.say("more", { n: hidden.length - EXPAND_AT_MOST })),
    press("collapse", () => act.collapse(node), words.say("collapse")),
    press("hide", () => act.hide(node), words.say("hide")),
    press("rings", () => act.ringsAround(node), words.say("ringsHere")),
    press("path", () => app.beginPath(node), words.say("pathFrom")),
    model.nodes[node].type !== "Article" && press("correct", () => app.correct({ node }), words.say("correct")),
  );
}

function listFacts(app, index) {
  const { model, words } = app;
  const edges = model.around[index];
  const literals = model.factsOf.get(index) ?? [];
  const order = (a, b) =>
    b.confidence - a.confidence || (a.asOf > b.asOf ? -1 : a.asOf < b.asOf ? 1 : a.index - b.index);
  const groups = model.predicates
    .flatMap((name) => [[name, edges.filter((edge) => model.edges[edge].predicate === name)]])
    .filter(([, list]) => list.length);
  return el(
    "div.facts",
    {},
    !edges.length && !literals.length && el("p.quiet", {}, words.say("noFacts")),
    literals.map((number) => showLiteral(app, number)),
    groups.map(([name, list]) => {
      const sorted = [...list].sort((a, b) => order(model.edges[a], model.edges[b]));
      return el(
        "section",
        {},
        el("h3", {}, words.title(name), el("span.count", {}, list.length)),
        foldLong(app, sorted, MOST, (edge) => showFact(app, edge, index)),
      );
    }),
  );
}

function listArticles(app, index) {
  const { model, words, act } = app;
  const articles = model.articlesOf[index];
  if (!articles.length) return null;
  return el(
    "section",
    {},
    el("h3", {}, words.say("mentionedIn"), el("span.count", {}, articles.length)),
    el(
      "ul.plain",
      {},
      articles.slice(0, MOST).map((article) =>
        el(
          "li",
          {},
          button(
            `in-${article}`,
            () => act.read(article),
            { tag: "button.link.title", lang: "zh" },
            words.name(model.articles[article].node),
          ),
          " ",
          el("span.quiet", {}, model.nodes[model.articles[article].node].date),
        ),
      ),
    ),
  );
}
