// The same data as tables: the entities and the facts that the filters let pass, sorted by any column.
import { button, el, fill } from "./dom.js";
import { typeSwatch } from "./swatch.js";

const ROWS = 200;
/** @type {("entities"|"facts")[]} */
const SHEETS = ["entities", "facts"];

/** @param {import("./main.js").App} app */
export function createTable(app) {
  const { model, words, store, act } = app;
  const element = el("div.sheet");
  const order = { entities: ["links", -1], facts: ["date", -1] };
  let rows = ROWS;

  const sheets = {
    entities: {
      columns: {
        name: (node) => words.name(node.index),
        type: (node) => words.label(node.type),
        kind: (node) => node.classes.map(words.label).join(" "),
        links: (node) => model.around[node.index].length,
        inArticles: (node) => model.articlesOf[node.index].length,
        date: (node) => node.date,
      },
      list: (derived) => model.nodes.filter((node) => derived.filtered.passes[node.index]),
      head: (node) => [typeSwatch(node.type, 12), words.name(node.index)],
      choose: (node) => act.chooseNode(node.index),
    },
    facts: {
      columns: {
        subject: (edge) => words.name(edge.from),
        relation: (edge) => words.label(edge.predicate),
        object: (edge) => words.name(edge.to),
        post: (edge) => [edge.title || edge.role, edge.former && words.say("former")].filter(Boolean).join(" "),
        date: (edge) => edge.asOf,
        confidence: (edge) => edge.confidence,
      },
      list: (derived) =>
        model.edges.filter(
          (edge) =>
            derived.filtered.admitted[edge.index] &&
            derived.filtered.passes[edge.from] &&
            derived.filtered.passes[edge.to],
        ),
      head: (edge) => [typeSwatch(model.nodes[edge.from].type, 12), words.name(edge.from)],
      choose: (edge) => act.choosePair(edge.pair),
    },
  };

  function sortItems(items, sheet, name) {
    const [column, direction] = order[name];
    const value = sheet.columns[column];
    const keyed = items.map((item) => [value(item), item]);
    keyed.sort(
      ([a, x], [b, y]) => direction * (typeof a === "number" ? a - b : a < b ? -1 : a > b ? 1 : 0) || x.index - y.index,
    );
    return keyed.map(([, item]) => item);
  }

  function sortBy(name, column) {
    const [current, direction] = order[name];
    const first = ["links", "inArticles", "confidence", "date"].includes(column) ? -1 : 1;
    order[name] = [column, current === column ? -direction : first];
    draw(store.get());
  }

  function headCell(name, column) {
    const [current, direction] = order[name];
    const sorted = current === column ? (direction > 0 ? "ascending" : "descending") : "none";
    return el(
      "th",
      { scope: "col", "aria-sort": sorted },
      button(
        `sort-${column}`,
        () => sortBy(name, column),
        { title: words.say("sortBy", { column: words.say(column) }) },
        words.say(column),
        el("span", { "aria-hidden": "true" }, { ascending: " ↑", descending: " ↓", none: "" }[sorted]),
      ),
    );
  }

  function bodyRow(sheet, item) {
    const [, ...cells] = Object.values(sheet.columns);
    return el(
      "tr",
      {},
      el(
        "th",
        { scope: "row" },
        button(`row-${item.id}`, () => sheet.choose(item), { tag: "button.node", lang: "zh" }, sheet.head(item)),
      ),
      cells.map((cell) => {
        const value = cell(item);
        return el(
          typeof value === "number" ? "td.number" : /^[\d-]+$/.test(value) ? "td.date" : "td",
          {},
          typeof value === "number" && !Number.isInteger(value) ? value.toFixed(2) : value,
        );
      }),
    );
  }

  function draw(state) {
    const name = state.sheet;
    const sheet = sheets[name];
    const items = sortItems(sheet.list(app.derived()), sheet, name);
    const shown = items.slice(0, rows);
    fill(
      element,
      el(
        "div.switch",
        { role: "group", "aria-label": words.say("table") },
        SHEETS.map((key) =>
          button(
            `sheet-${key}`,
            () => store.set({ sheet: key }),
            { "aria-pressed": String(name === key) },
            words.say(key),
          ),
        ),
      ),
      el(
        "span.quiet",
        { role: "status" },
        words.say("rowsShown", { n: words.number(shown.length), m: words.number(items.length) }),
      ),
      el(
        "div.scroll",
        { tabindex: 0, role: "region", "aria-label": words.say(name) },
        el(
          "table",
          {},
          el(
            "thead",
            {},
            el(
              "tr",
              {},
              Object.keys(sheet.columns).map((column) => headCell(name, column)),
            ),
          ),
          el(
            "tbody",
            {},
            shown.map((item) => bodyRow(sheet, item)),
          ),
        ),
        items.length > shown.length &&
          button(
            "rows",
            () => ((rows += ROWS * 5), draw(store.get())),
            { tag: "button.act" },
            words.say("moreRows", { n: Math.min(ROWS * 5, items.length - shown.length) }),
          ),
      ),
    );
  }

  return {
    element,
    update(now) {
      if (now.view === "table") draw(now);
      else fill(element);
    },
  };
}
