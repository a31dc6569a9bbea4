// Starts the page: reads the data, puts the parts together, and keeps them in step with the state.
import { createActions } from "./actions.js";
import { readFragment, writeFragment } from "./address.js";
import { createBar } from "./bar.js";
import { createDeriver } from "./derive.js";
import { createDetails } from "./details.js";
import { button, el, fill } from "./dom.js";
import { createKeys } from "./keys.js";
import { createLegend } from "./legend.js";
import { readModel } from "./model.js";
import { preparePrint } from "./print.js";
import { createReader } from "./reader.js";
import { indexNames } from "./search.js";
import { createStage } from "./stage.js";
import { createStore } from "./state.js";
import { createSummary } from "./summary.js";
import { createTable } from "./table.js";
import { encodeKey } from "./turtle.js";
import { createWords } from "./words.js";

/**
 * What the parts of the page know of one another.
 * @typedef {{model: import("./model.js").Model, store: ReturnType<typeof createStore>, words: ReturnType<typeof createWords>,
 *   act: ReturnType<typeof createActions>, derived: () => import("./derive.js").Derived, picture: any,
 *   search: (query: string, limit?: number) => import("./search.js").Hit[], announce: (text: string) => void, iri: (key: string) => string,
 *   choose: (node: number) => void, point: (node: number) => void, beginSearch: () => void, beginPath: (node: number) => void,
 *   moved: () => void, toggleLegend: () => void, legendOpen: () => boolean, toggleHelp: () => void, nextLayout: () => void,
 *   nextTheme: () => void}} App
 */

/** @type {import("./state.js").State["tab"][]} */
const TABS = ["overview", "facts", "source"];
const PAUSE = 250;

/** @param {HTMLElement} root @returns {App} */
function start(root) {
  const model = readModel((name) => JSON.parse(document.getElementById(name).textContent));
  const browserLanguage = navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
  const { state, camera } = readFragment(model, location.hash.slice(1), browserLanguage);
  const store = createStore(state);
  const derive = createDeriver(model);
  let find = null;
  const live = el("div.live", { role: "status", "aria-live": "polite" });
  /** @type {App} */
  const app = {
    model,
    store,
    words: createWords(model, () => store.get().language),
    act: createActions(model, store, derive),
    picture: null,
    derived: () => derive(store.get()),
    iri: (key) => encodeKey(model.base, key),
    search: (query, limit) => (find ??= indexNames(model))(query, limit),
    announce: (text) => void (live.textContent = text),
    choose(node) {
      app.act.chooseNode(node);
      app.picture.centre(`n${node}`);
    },
    point(node) {
      app.picture.emphasise(
        {
          marks: new Set([`n${node}`, store.get().selected.kind === "node" ? `n${store.get().selected.id}` : ""]),
          lines: new Set(),
          centre: `n${node}`,
        },
        store.get().colour === "community",
      );
      if (!app.picture.sees(`n${node}`)) app.picture.centre(`n${node}`);
      app.announce(describeNode(app, node));
    },
    beginSearch: () => bar.finder.input.focus(),
    beginPath: (node) => details.beginPath(node),
    legendOpen: () => legendIsOpen,
    toggleLegend() {
      legendIsOpen = !legendIsOpen;
      root.classList.toggle("legend-shown", legendIsOpen);
      root.classList.toggle("legend-hidden", !legendIsOpen);
      bar.update(store.get());
    },
    toggleHelp: () => keys.toggle(),
    nextLayout: () => bar.nextLayout(),
    nextTheme: () => bar.nextTheme(),
    moved: remember,
  };
  let legendIsOpen = innerWidth > 860;
  let timer = 0;
  let cameraKnown = camera;

  document.documentElement.dataset.theme = state.theme;
  const [bar, legend, summary, details, reader, table] = [
    createBar(app),
    createLegend(app),
    createSummary(app),
    createDetails(app),
    createReader(app),
    createTable(app),
  ];
  const bodies = { overview: summary, facts: details, source: reader };
  const tabs = el("div.tabs", { role: "tablist" });
  const panels = TABS.map((name) =>
    el("div.tabpanel", { id: `tab-${name}`, role: "tabpanel", tabindex: 0 }, bodies[name].element),
  );
  const panel = el("aside.panel", {}, tabs, panels);
  const skip = el("a.skip", { href: "#picture", onclick: (event) => (event.preventDefault(), stage.holder.focus()) });
  const middle = el("main", {});
  root.append(skip, bar.element, legend.element, middle, panel, live);
  const stage = createStage(app);
  app.picture = stage.picture;
  middle.append(stage.element, table.element);
  preparePrint(app, stage.element);
  const keys = createKeys(app);
  root.append(keys.element);

  function showTabs(now) {
    panel.setAttribute("aria-label", app.words.say("panel"));
    fill(
      tabs,
      TABS.map((name) =>
        button(
          `tab-${name}`,
          () => store.set({ tab: name }),
          {
            role: "tab",
            "aria-selected": String(now.tab === name),
            "aria-controls": `tab-${name}`,
            tabindex: now.tab === name ? 0 : -1,
            onkeydown: turn,
          },
          app.words.say(name),
        ),
      ),
    );
    panels.forEach((body, i) => {
      body.hidden = TABS[i] !== now.tab;
      body.setAttribute("aria-label", app.words.say(TABS[i]));
    });
  }

  function turn(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = TABS[(TABS.indexOf(store.get().tab) + step + TABS.length) % TABS.length];
    store.set({ tab: next });
    tabs.querySelector("[aria-selected=true]").focus();
  }

  function update(now, before) {
    const speaks = !before || now.language !== before.language;
    document.documentElement.lang = now.language === "zh" ? "zh-CN" : "en";
    document.documentElement.dataset.theme = now.theme;
    skip.textContent = app.words.say("skip");
    document.title = app.words.say("title");
    bar.update(now);
    legend.update();
    if (speaks) for (const part of [summary, keys]) part.update();
    if (
      speaks ||
      ["selected", "route", "drawn", "hiddenTypes", "hiddenRelations", "open"].some(
        (name) => now[name] !== before[name],
      )
    )
      details.update(now);
    showTabs(now);
    if (before && ["tab", "selected", "reading"].some((name) => now[name] !== before[name])) rise();
    if (speaks || ["reading", "selected", "tab"].some((name) => now[name] !== before[name])) reader.update(now);
    table.update(now);
    stage.update(now, before);
    if (before && now.theme !== before.theme) stage.picture.retint();
    if (before && now.selected !== before.selected) tellSelection(now);
    if (before && now.selected !== before.selected) panels[TABS.indexOf("facts")].scrollTop = 0;
    remember();
  }

  /** On a narrow screen the panel is below the picture: show its beginning when that was scrolled away. */
  function rise() {
    if (panel.getBoundingClientRect().top < 0) panel.scrollIntoView({ block: "start" });
  }

  function tellSelection({ selected: { kind, id } }) {
    if (kind === "node") app.announce(describeNode(app, id));
    if (kind === "pair")
      app.announce(
        app.words.say("linkAnnounced", {
          a: app.words.name(model.pairs[id].from),
          b: app.words.name(model.pairs[id].to),
          n: model.pairs[id].edges.length,
        }),
      );
  }

  /** Write the address a little later: cameras move all the time. */
  function remember() {
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (stage.element.hidden === false) cameraKnown = stage.camera();
      history.replaceState(null, "", `#${writeFragment(model, store.get(), cameraKnown)}`);
    }, PAUSE);
  }

  store.listen(update);
  update(state, null);
  root.classList.add(legendIsOpen ? "legend-shown" : "legend-hidden");
  if (camera) stage.aim(camera);
  else stage.picture.fit(undefined, false);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => stage.picture.retint());
  addEventListener("hashchange", () => {
    const next = readFragment(model, location.hash.slice(1), store.get().language);
    store.set(next.state);
    if (next.camera) stage.aim(next.camera);
  });
  return app;
}

function describeNode(app, node) {
  const { type } = app.model.nodes[node];
  return app.words.say("nodeAnnounced", {
    type: app.words.label(type),
    name: app.words.name(node),
    n: app.model.around[node].length,
  });
}

export const app = start(document.getElementById("app"));
