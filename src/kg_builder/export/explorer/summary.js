// The opening view: what this graph holds, who is most connected, what contradicts itself, which articles it was read from.
import { button, el, fill } from "./dom.js";
import { showNode } from "./facts.js";
import { isCandidate } from "./model.js";
import { TINTS } from "./shapes.js";

const TOP = 5;
const ARTICLES = 40;
const TYPES = ["Person", "Organization", "Program", "Place"];

/** @param {import("./main.js").App} app */
export function createSummary(app) {
  const { model, words, act } = app;
  const element = el("div.summary");
  const entities = model.nodes.filter((node) => node.type !== "Article");
  const dates = model.articles
    .map((article) => model.nodes[article.node].date)
    .filter((date) => /^\d{4}/.test(date))
    .sort();
  const factsIn = countFacts(model);

  function showHead() {
    const counts = {
      entities: words.number(entities.length),
      facts: words.number(model.edges.length + model.facts.length),
      articles: words.number(model.articles.length),
    };
    const span =
      dates.length &&
      (dates[0] === dates[dates.length - 1]
        ? dates[0]
        : words.say("holdsDates", { from: dates[0], until: dates[dates.length - 1] }));
    return el(
      "header",
      {},
      el("h2", {}, words.say("title")),
      el("p.lead", {}, words.say("holds", counts)),
      span && el("p.quiet", {}, span),
      showShares(),
    );
  }

  /** How many of each type, as one bar; the legend says the same in words. */
  function showShares() {
    const types = model.types
      .filter((type) => type !== "Article")
      .map((type) => ({ type, n: entities.filter((node) => node.type === type).length }));
    types.sort((a, b) => b.n - a.n);
    return el(
      "div.shares",
      { "aria-hidden": "true" },
      types.map(({ type, n }) =>
        el("span", {
          style: `flex-grow: ${n}; background: var(${TINTS[type] ?? "--other"})`,
          title: `${words.label(type)} ${n}`,
        }),
      ),
    );
  }

  function showTop(type) {
    const ranked = entities
      .filter((node) => node.type === type && node.degree > 0)
      .sort((a, b) => b.degree - a.degree || a.index - b.index)
      .slice(0, TOP);
    if (!ranked.length) return null;
    return el(
      "section.top",
      {},
      el("h3", {}, words.title(type)),
      el(
        "ol",
        {},
        ranked.map((node) => el("li", {}, showNode(app, node.index, "top"), el("span.count", {}, node.degree))),
      ),
    );
  }

  function showConflicts() {
    const list = model.conflicts.filter((conflict) => conflict.edges.length);
    return el(
      "section",
      {},
      el("h3", {}, words.say("conflicts"), list.length > 0 && el("span.count.warn", {}, list.length)),
      list.length
        ? el(
            "ul.plain",
            {},
            list.slice(0, ARTICLES).map((conflict) =>
              el(
                "li",
                {},
                button(
                  `conflict-${conflict.index}`,
                  () => act.chooseConflict(conflict.index),
                  { tag: "button.conflict" },
                  el("span", { lang: "zh" }, nameConflict(conflict)),
                  el("span.quiet", {}, words.say("conflictLine", { n: conflict.edges.length })),
                ),
              ),
            ),
          )
        : el("p.quiet", {}, words.say("noConflicts")),
    );
  }

  /** What the statements share, and how they differ. */
  function nameConflict(conflict) {
    const edges = conflict.edges.map((number) => model.edges[number]);
    const names = (side) => [...new Set(edges.map((edge) => words.name(edge[side])))].join(" / ");
    return `${names("to")}${edges[0].title ? ` ${[...new Set(edges.map((edge) => edge.title))].join(" / ")}` : ""}：${names("from")}`;
  }

  function showDoubts() {
    const candidates = model.edges.filter(isCandidate).length;
    const pairs = model.nodes.reduce((sum, node) => sum + node.same.filter((other) => other > node.index).length, 0);
    if (!candidates && !pairs) return null;
    return el(
      "section",
      {},
      el("h3", {}, words.say("sureness")),
      el(
        "ul.plain",
        {},
        candidates > 0 && el("li", {}, words.say("candidates"), el("span.count", {}, candidates)),
        pairs > 0 && el("li", {}, words.say("samePairs", { n: pairs }), el("div", {}, listSame())),
      ),
    );
  }

  function listSame() {
    return model.nodes
      .filter((node) => node.same.some((other) => other > node.index))
      .slice(0, TOP)
      .map((node) => showNode(app, node.index, "same"));
  }

  function showArticles() {
    const order = (a, b) =>
      model.nodes[a.node].date < model.nodes[b.node].date
        ? 1
        : model.nodes[a.node].date > model.nodes[b.node].date
          ? -1
          : a.path < b.path
            ? -1
            : a.path > b.path
              ? 1
              : a.start - b.start;
    const list = [...model.articles].sort(order);
    return el(
      "section",
      {},
      el("h3", {}, words.say("articles"), el("span.count", {}, words.number(list.length))),
      el(
        "ul.articles",
        {},
        list.slice(0, ARTICLES).map((article) =>
          el(
            "li",
            {},
            button(
              `article-${article.index}`,
              () => act.read(article.index),
              { tag: "button.article" },
              el("span.headline", { lang: "zh" }, words.name(article.node)),
              el(
                "span.quiet",
                {},
                model.nodes[article.node].date,
                " · ",
                words.say("factsCount", { n: factsIn[article.index] }),
              ),
            ),
          ),
        ),
      ),
      list.length > ARTICLES && el("p.quiet", {}, words.say("more", { n: list.length - ARTICLES })),
    );
  }

  return {
    element,
    update() {
      const tops = TYPES.map(showTop).filter(Boolean);
      fill(
        element,
        showHead(),
        !entities.length && el("p", {}, words.say("empty")),
        tops.length > 0 && el("div.tops", { "aria-label": words.say("mostLinked") }, tops),
        showConflicts(),
        showDoubts(),
        showArticles(),
      );
    },
  };
}

function countFacts(model) {
  const counts = model.articles.map(() => 0);
  for (const statement of [...model.edges, ...model.facts]) {
    for (const article of new Set(
      statement.evidence.map((reason) => model.passages[model.reasons[reason].passage].article),
    ))
      if (article >= 0) counts[article]++;
  }
  return counts;
}
