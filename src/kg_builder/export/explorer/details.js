// What is chosen, and its facts: a node, a bundle of edges, a conflict, a path.
import { el, fill } from "./dom.js";
import { showEntity } from "./entity.js";
import { showFact, showNode } from "./facts.js";
import { createFinder } from "./finder.js";

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
        path && el("span.count", {}, words.say("pathHops", { n: path.edges.length })),
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
          ? showEntity(app, id)
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
