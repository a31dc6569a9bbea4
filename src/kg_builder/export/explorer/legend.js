// The legend: types and relations with swatch and count, which filter; time; and how sure a fact must be.
import { button, el, fill } from "./dom.js";
import { isCandidate } from "./model.js";
import { initialState } from "./state.js";
import { relationSwatch, typeSwatch } from "./swatch.js";
import { createTimeline } from "./timeline.js";

/** @param {import("./main.js").App} app */
export function createLegend(app) {
  const { model, words, store, act } = app;
  const counts = countAll(model);
  const types = el("section");
  const relations = el("section");
  const sureness = el("section");
  const timeline = createTimeline(app);
  const head = el("div.head");
  const element = el("nav.legend", { id: "legend" }, head, types, relations, timeline.element, sureness);

  function entry(what, name, count, swatch) {
    const hidden = store.get()[`hidden${what}s`].includes(name);
    const press = (event) => (event.altKey ? act.solo(what, name) : act.toggle(what, name));
    return el(
      "li",
      {},
      button(
        `${what}-${name}`,
        press,
        { tag: "button.entry", "aria-pressed": String(!hidden), title: words.say("legendHint") },
        swatch,
        el("span.name", {}, words.title(name)),
        el("span.count", {}, words.number(count)),
      ),
    );
  }

  function list(section, what, title, names, table, swatch) {
    const usual = initialState()[`hidden${what}s`];
    const any = store.get()[`hidden${what}s`].some((name) => !usual.includes(name));
    const heading = el(
      "h2",
      {},
      words.say(title),
      any &&
        button(
          `${what}-all`,
          () => store.set({ [`hidden${what}s`]: [] }),
          { tag: "button.link" },
          words.say("showAll"),
        ),
    );
    fill(
      section,
      heading,
      el(
        "ul",
        {},
        names.map((name) => entry(what, name, table.get(name) ?? 0, swatch(name))),
      ),
    );
  }

  function check(name, text, count) {
    return el(
      "label.check",
      {},
      el("input", {
        type: "checkbox",
        "data-key": name,
        checked: store.get()[name],
        onchange: (event) => store.set({ [name]: event.target.checked }),
      }),
      el("span.name", {}, words.say(text)),
      el("span.count", {}, words.number(count)),
    );
  }

  return {
    element,
    update() {
      element.setAttribute("aria-label", words.say("filters"));
      fill(
        head,
        el("span", {}, words.say("legendHint")),
        button("reset", act.resetFilters, { tag: "button.link" }, words.say("reset")),
      );
      list(types, "Type", "types", counts.orderedTypes, counts.types, typeSwatch);
      list(relations, "Relation", "relations", counts.orderedRelations, counts.relations, relationSwatch);
      timeline.update();
      fill(
        sureness,
        el("h2", {}, words.say("sureness")),
        check("candidates", "candidates", counts.candidates),
        check("former", "formers", counts.formers),
        check("singles", "singles", counts.singles),
      );
    },
  };
}

function countAll(model) {
  const types = tally(model.nodes.map((node) => node.type));
  const relations = tally(model.edges.map((edge) => edge.predicate));
  const byCount = (table) => (a, b) =>
    Number(a === "Article") - Number(b === "Article") || table.get(b) - table.get(a) || (a < b ? -1 : 1);
  return {
    types,
    relations,
    orderedTypes: [...types.keys()].sort(byCount(types)),
    orderedRelations: [...relations.keys()].sort(byCount(relations)),
    candidates: model.edges.filter(isCandidate).length,
    formers: model.edges.filter((edge) => edge.former).length,
    singles: model.nodes.filter((node) => node.type !== "Article" && !model.around[node.index].length).length,
  };
}

function tally(names) {
  const counts = new Map();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}
