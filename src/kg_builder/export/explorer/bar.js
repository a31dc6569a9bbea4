// The bar on top: title, search, and the controls of the whole page.
import { button, el, fill, svg } from "./dom.js";
import { createFinder } from "./finder.js";
import { createMenu } from "./save.js";

const ICONS = {
  undo: "M9 5L4 10L9 15M4 10H14A6 6 0 0 1 14 22H10",
  redo: "M15 5L20 10L15 15M20 10H10A6 6 0 0 0 10 22H14",
  fit: "M4 9V4H9M15 4H20V9M20 15V20H15M9 20H4V15",
  menu: "M4 7H20M4 12H20M4 17H20",
  theme: "M12 3A9 9 0 1 0 12 21A9 9 0 1 0 12 3M12 3V21A9 9 0 0 0 12 3",
  help: "M4 6H20V18H4ZM7 10H7.01M11 10H11.01M15 10H15.01M8 14H16",
  path: "M5 18A2 2 0 1 0 5 18.01M19 6A2 2 0 1 0 19 6.01M7 17C13 17 11 7 17 7",
};
/** @type {("picture"|"table")[]} */
const VIEWS = ["picture", "table"];
const LAYOUTS = ["settled", "hierarchy", "rings"];
const THEMES = ["auto", "light", "dark"];

/** @param {string} name */
export function icon(name) {
  return svg(
    "svg",
    { class: "icon", width: 18, height: 18, viewBox: "0 0 24 24", "aria-hidden": "true" },
    svg("path", { d: ICONS[name] }),
  );
}

/** @param {import("./main.js").App} app */
export function createBar(app) {
  const { words, store, act } = app;
  const finder = createFinder(app, { placeholder: "search", label: "searchLabel", choose: (node) => app.choose(node) });
  const menu = createMenu(app);
  const title = el("h1");
  const left = el("div.group");
  const right = el("div.group");
  const element = el(
    "header.bar",
    {},
    left,
    title,
    el("div.search", {}, finder.element, el("kbd", { "aria-hidden": "true" }, "/")),
    right,
  );

  const iconButton = (key, run, name, label, properties = {}) =>
    button(
      key,
      run,
      { tag: "button.tool", "aria-label": words.say(label), title: words.say(label), ...properties },
      icon(name),
    );

  function choice(key, options, texts, choose) {
    return el(
      "label.choice",
      {},
      el("span", {}, words.say(key)),
      el(
        "select",
        { "data-key": key, "aria-label": words.say(key), onchange: (event) => choose(event.target.value) },
        options.map((option, i) =>
          el("option", { value: option, selected: store.get()[key] === option }, words.say(texts[i])),
        ),
      ),
    );
  }

  function views(view) {
    return el(
      "div.switch",
      { role: "group", "aria-label": words.say("view") },
      VIEWS.map((name) =>
        button(
          `view-${name}`,
          () => store.set({ view: name }),
          { "aria-pressed": String(view === name) },
          words.say(name),
        ),
      ),
    );
  }

  return {
    element,
    finder,
    update(state) {
      finder.update();
      menu.update();
      title.textContent = words.say("title");
      fill(
        left,
        iconButton("menu", app.toggleLegend, "menu", "menu", {
          "aria-controls": "legend",
          "aria-expanded": String(app.legendOpen()),
        }),
      );
      fill(
        right,
        views(state.view),
        choice("layout", LAYOUTS, LAYOUTS, act.layOut),
        choice("colour", ["type", "community"], ["byType", "byCommunity"], (colour) => store.set({ colour })),
        iconButton("undo", store.undo, "undo", "undo", { disabled: !store.canUndo() }),
        iconButton("redo", store.redo, "redo", "redo", { disabled: !store.canRedo() }),
        iconButton(
          "path",
          () => app.beginPath(state.selected.kind === "node" ? state.selected.id : -1),
          "path",
          "pathTitle",
        ),
        app.collection.list().length > 0 &&
          button(
            "review",
            app.review,
            { tag: "button.tool.text.collected" },
            words.say("collected", { n: app.collection.list().length }),
          ),
        menu.element,
        iconButton("theme", () => store.set({ theme: nextOf(THEMES, state.theme) }), "theme", "themeNow", {
          "aria-label": words.say("themeNow", { theme: words.say(state.theme) }),
          title: words.say("themeNow", { theme: words.say(state.theme) }),
        }),
        iconButton("help", app.toggleHelp, "help", "help"),
        button(
          "language",
          () => store.set({ language: state.language === "zh" ? "en" : "zh" }),
          { tag: "button.tool.text", lang: state.language === "zh" ? "en" : "zh" },
          words.say("language"),
        ),
      );
    },
    nextLayout: () => act.layOut(nextOf(LAYOUTS, store.get().layout)),
    nextTheme: () => store.set({ theme: nextOf(THEMES, store.get().theme) }),
  };
}

const nextOf = (list, item) => list[(list.indexOf(item) + 1) % list.length];
