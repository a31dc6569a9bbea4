// What is chosen, and its facts: a node, a bundle of edges, a conflict, a path.
import { button, el, fill } from "./dom.js";
import { showFact, showLiteral, showNode } from "./facts.js";
import { createFinder } from "./finder.js";
import { typeSwatch } from "./swatch.js";
import { EXPAND_AT_MOST } from "./visible.js";

const MOST = 60;

/** @param {import("./main.js").App} app */
export function createDetails(app) {
  const { model, words, store, act } = app;
  const element = el("div.details");
  const ends = [0, 1].map((end) =>
    createFinder(app, {
      placeholder: end ? "pathEnd" : "pathStart",
      label: end ? "pathEnd" : "pathStart",
      keep: true,
      choose: (node) => chooseEnd(end, node),
    }),
  );
  let started = [-1, -1];

  function chooseEnd(end, node) {
    started[end] = node;
    if (started[0] >= 0 && started[1] >= 0) act.route(started[0], started[1]);
    else ends[1 - end].input.focus();
  }

  function showPath(state, path) {
    const told = path ? tellHops(path) : el("p.quiet", {}, words.say(state.route.length === 2 ? "noPath" : "pickEnds"));
    return [
      el(
        "h2",
        {},
        words.say("pathTitle"),
        path &&
          el(
            "span.count",
            {},
            path.edges.length === 1 ? words.say("pathHop1") : words.say("pathHops", { n: path.edges.length }),
          ),
      ),
      el(
        "div.ends",
        {},
        ends.map((finder) => finder.element),
      ),
      told,
    ];
  }

  function tellHops(path) {
    if (!path.edges.length) return el("p.quiet", {}, words.say("pathSame"));
    return el(
      "ol.hops",
      {},
      path.edges.map((edge, i) =>
        el("li", {}, el("div.from", {}, showNode(app, path.nodes[i], `hop-${i}`)), showFact(app, edge)),
      ),
      el("li.last", {}, showNode(app, path.nodes[path.nodes.length - 1], "hop-last")),
    );
  }

  function showConflict(number) {
    const conflict = model.conflicts[number];
    return [
      el(
        "h2.warn",
        {},
        words.say("conflicts"),
        el("span.count", {}, words.say("conflictLine", { n: conflict.edges.length })),
      ),
      el("p.quiet", {}, `${words.say("constraintRule")} `, el("code", {}, conflict.constraint)),
      conflict.edges.map((edge) => showFact(app, edge)),
    ];
  }

  function showPair(number) {
    const { from, to, edges } = model.pairs[number];
    return [
      el(
        "h2.pair",
        {},
        showNode(app, from, "pair"),
        el("span.arrow", { "aria-hidden": "true" }, "—"),
        showNode(app, to, "pair"),
        el("span.count", {}, words.say("factsCount", { n: edges.length })),
      ),
      edges.map((edge) => showFact(app, edge)),
    ];
  }

  function showEntity(index) {
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
      showAttributes(node),
      listSame(node),
      listActions(index),
      listFacts(index),
      listArticles(index),
    ];
  }

  function showAttributes(node) {
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

  function listSame(node) {
    if (!node.same.length) return null;
    return el(
      "div.same",
      {},
      el("h3", {}, words.say("possiblySame")),
      node.same.map((other) => showNode(app, other, "same")),
    );
  }

  function listActions(node) {
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
    );
  }

  function listFacts(index) {
    const edges = model.around[index];
    const literals = model.factsOf.get(index) ?? [];
    const order = (a, b) => b.confidence - a.confidence || (a.asOf < b.asOf ? 1 : -1);
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
          foldLong(sorted, (edge) => showFact(app, edge, index)),
        );
      }),
    );
  }

  /** The first of a long list, and a control for the rest. */
  function foldLong(items, show) {
    const box = el("div");
    const add = (start) => {
      for (const item of items.slice(start, start + MOST)) box.append(show(item));
      const left = items.length - start - MOST;
      if (left > 0)
        box.append(
          button(
            "fold",
            (event) => (event.currentTarget.remove(), add(start + MOST)),
            { tag: "button.act" },
            words.say("more", { n: left }),
          ),
        );
    };
    add(0);
    return box;
  }

  function listArticles(index) {
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

  return {
    element,
    /** Ask for the ends of a path, the first being known. @param {number} node  -1 for none */
    beginPath(node) {
      started = [node, -1];
      store.set({ selected: { kind: "route", id: -1 }, route: [], tab: "facts" });
      ends[0].put(node);
      ends[1].put(-1);
      ends[node < 0 ? 0 : 1].input.focus();
    },
    update(now) {
      const { kind, id } = now.selected;
      if (kind === "route" && now.route.length === 2) {
        started = [...now.route];
        ends.forEach((finder, end) => finder.put(now.route[end]));
      }
      ends.forEach((finder) => finder.update());
      fill(
        element,
        kind === "node"
          ? showEntity(id)
          : kind === "pair"
            ? showPair(id)
            : kind === "conflict"
              ? showConflict(id)
              : kind === "route"
                ? showPath(now, app.derived().path)
                : el("p.quiet", {}, words.say("pick")),
      );
    },
  };
}
