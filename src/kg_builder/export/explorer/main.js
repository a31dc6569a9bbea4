// Starts the page: reads the data, puts the parts together, and keeps them in step with the state.
import { createActions } from "./actions.js";
import { readFragment, writeFragment } from "./address.js";
import { createBar } from "./bar.js";
import { createCollection } from "./collection.js";
import { createCorrector } from "./correct.js";
import { createDeriver } from "./derive.js";
import { el } from "./dom.js";
import { createKeys } from "./keys.js";
import { createLegend } from "./legend.js";
import { readModel } from "./model.js";
import { createPanel } from "./panel.js";
import { preparePrint } from "./print.js";
import { createReview } from "./review.js";
import { indexNames } from "./search.js";
import { createStage } from "./stage.js";
import { createStore } from "./state.js";
import { createTable } from "./table.js";
import { encodeKey } from "./turtle.js";
import { createWords } from "./words.js";

/**
 * What the parts of the page know of one another.
 * @typedef {{model: import("./model.js").Model, store: ReturnType<typeof createStore>,
 *   words: ReturnType<typeof createWords>, act: ReturnType<typeof createActions>,
 *   derived: () => import("./derive.js").Derived, picture: any,
 *   search: (query: string, limit?: number) => import("./search.js").Hit[], announce: (text: string) => void,
 *   iri: (key: string) => string, choose: (node: number) => void, point: (node: number) => void,
 *   beginSearch: () => void, beginPath: (node: number) => void,
 *   collection: ReturnType<typeof createCollection>, correct: (target: any) => void, review: () => void, moved: () => void, toggleLegend: () => void,
 *   legendOpen: () => boolean, toggleHelp: () => void, nextLayout: () => void, nextTheme: () => void}} App
 */

const NARROW = 860; // pixels; as in style.css
const PAUSE = 250; // milliseconds after a change before it is written into the address

/** @param {HTMLElement} root @returns {App} */
function start(root) {
  const model = readModel((name) => JSON.parse(document.getElementById(name).textContent));
  const browserLanguage = navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
  const { state, camera } = readFragment(model, location.hash.slice(1), browserLanguage);
  const app = createApp(model, createStore(state));
  document.documentElement.dataset.theme = state.theme;
  const parts = assemble(app, root);
  const remember = keepAddress(app, parts.stage, camera);
  app.moved = remember;

  const update = (now, before) => {
    showDocument(app, now);
    parts.skip.textContent = app.words.say("skip");
    parts.bar.update(now);
    parts.legend.update();
    if (!before || now.language !== before.language) parts.keys.update();
    parts.panel.update(now, before);
    parts.table.update(now);
    parts.stage.update(now, before);
    if (before && now.theme !== before.theme) app.picture.retint();
    if (before && now.selected !== before.selected) tellSelection(app, now.selected);
    remember();
  };
  app.store.listen(update);
  update(state, null);
  if (camera) parts.stage.aim(camera);
  else app.picture.camera.fit(undefined, false);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => app.picture.retint());
  return app;
}

/** What the parts share; they add what they offer to one another. @returns {App} */
function createApp(model, store) {
  const derive = createDeriver(model);
  const words = createWords(model, () => store.get().language);
  const nothing = () => {};
  let find = null;
  /** @type {App} */
  const app = {
    model,
    store,
    words,
    collection: createCollection(),
    act: createActions(model, store, derive),
    picture: null,
    derived: () => derive(store.get()),
    iri: (key) => encodeKey(model.base, key),
    search: (query, limit) => (find ??= indexNames(model))(query, limit),
    choose(node) {
      app.act.chooseNode(node);
      app.picture.camera.centre(`n${node}`);
    },
    point(node) {
      app.picture.point(`n${node}`);
      app.announce(describeNode(app, node));
    },
    announce: nothing,
    beginSearch: nothing,
    beginPath: nothing,
    correct: nothing,
    review: nothing,
    legendOpen: () => false,
    toggleLegend: nothing,
    toggleHelp: nothing,
    nextLayout: nothing,
    nextTheme: nothing,
    moved: nothing,
  };
  return app;
}

/** Make the parts and put them on the page. @param {App} app @param {HTMLElement} root */
function assemble(app, root) {
  const live = el("div.live", { role: "status", "aria-live": "polite" });
  const skip = el("a.skip", { href: "#picture" });
  const middle = el("main", {});
  const [bar, legend, panel, table] = [createBar(app), createLegend(app), createPanel(app), createTable(app)];
  root.append(skip, bar.element, legend.element, middle, panel.element, live);
  const stage = createStage(app);
  const keys = createKeys(app);
  middle.append(stage.element, table.element);
  const [corrector, review] = [createCorrector(app), createReview(app)];
  root.append(keys.element, corrector.element, review.element);
  app.collection.listen(() => bar.update(app.store.get()));
  preparePrint(app, stage.element);
  skip.addEventListener("click", (event) => {
    event.preventDefault();
    stage.holder.focus();
  });
  foldLegend(app, root, bar);
  Object.assign(app, {
    picture: stage.picture,
    announce: (text) => void (live.textContent = text),
    beginSearch: () => bar.finder.input.focus(),
    beginPath: panel.beginPath,
    toggleHelp: keys.toggle,
    correct: corrector.open,
    review: review.open,
    nextLayout: bar.nextLayout,
    nextTheme: bar.nextTheme,
  });
  return { skip, bar, legend, panel, table, stage, keys };
}

/** The legend is open where there is room for it. */
function foldLegend(app, root, bar) {
  let open = innerWidth > NARROW;
  const show = () => {
    root.classList.toggle("legend-shown", open);
    root.classList.toggle("legend-hidden", !open);
  };
  show();
  app.legendOpen = () => open;
  app.toggleLegend = () => {
    open = !open;
    show();
    bar.update(app.store.get());
  };
}

/**
 * Write the address after each change, and follow one that is given. Cameras move all the time, so it is written a
 * little later.
 * @returns {() => void}  to be called after a change
 */
function keepAddress(app, stage, camera) {
  let timer = 0;
  let known = camera;
  const write = () => {
    if (!stage.element.hidden) known = stage.camera();
    history.replaceState(null, "", `#${writeFragment(app.model, app.store.get(), known)}`);
  };
  addEventListener("hashchange", () => {
    const next = readFragment(app.model, location.hash.slice(1), app.store.get().language);
    app.store.set(next.state);
    if (next.camera) stage.aim(next.camera);
  });
  return () => {
    clearTimeout(timer);
    timer = setTimeout(write, PAUSE);
  };
}

function showDocument(app, { language, theme }) {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  document.documentElement.dataset.theme = theme;
  document.title = app.words.say("title");
}

function tellSelection(app, { kind, id }) {
  const { model, words } = app;
  if (kind === "node") app.announce(describeNode(app, id));
  if (kind !== "pair") return;
  const { from, to, edges } = model.pairs[id];
  app.announce(words.say("linkAnnounced", { a: words.name(from), b: words.name(to), n: edges.length }));
}

function describeNode(app, node) {
  const { type } = app.model.nodes[node];
  const n = app.model.around[node].length;
  return app.words.say("nodeAnnounced", { type: app.words.label(type), name: app.words.name(node), n });
}

export const app = start(document.getElementById("app"));
