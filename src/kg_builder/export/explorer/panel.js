// The panel beside the picture: overview, facts and source, one of them shown.
import { createDetails } from "./details.js";
import { button, el, fill } from "./dom.js";
import { createReader } from "./reader.js";
import { createSummary } from "./summary.js";

/** @type {import("./state.js").State["tab"][]} */
const TABS = ["overview", "facts", "source"];
/** What the facts depend on, beside the language. */
const FACTS = ["selected", "route", "drawn", "hiddenTypes", "hiddenRelations", "open"];
const SOURCE = ["reading", "selected", "tab"];

/** @param {import("./main.js").App} app */
export function createPanel(app) {
  const { words, store } = app;
  const [summary, details, reader] = [createSummary(app), createDetails(app), createReader(app)];
  const bodies = { overview: summary, facts: details, source: reader };
  const tabs = el("div.tabs", { role: "tablist" });
  const panels = TABS.map((name) =>
    el("div.tabpanel", { id: `tab-${name}`, role: "tabpanel", tabindex: 0 }, bodies[name].element),
  );
  const element = el("aside.panel", {}, tabs, panels);

  function showTab(name, chosen) {
    const properties = {
      role: "tab",
      "aria-selected": String(chosen),
      "aria-controls": `tab-${name}`,
      tabindex: chosen ? 0 : -1,
      onkeydown: turn,
    };
    return button(`tab-${name}`, () => store.set({ tab: name }), properties, words.say(name));
  }

  function turn(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    store.set({ tab: TABS[(TABS.indexOf(store.get().tab) + step + TABS.length) % TABS.length] });
    tabs.querySelector("[aria-selected=true]").focus();
  }

  function showTabs(now) {
    element.setAttribute("aria-label", words.say("panel"));
    fill(
      tabs,
      TABS.map((name) => showTab(name, now.tab === name)),
    );
    panels.forEach((body, i) => {
      body.hidden = TABS[i] !== now.tab;
      body.setAttribute("aria-label", words.say(TABS[i]));
    });
  }

  /** On a narrow screen the panel is below the picture: show its beginning when that was scrolled away. */
  function rise() {
    if (element.getBoundingClientRect().top < 0) element.scrollIntoView({ block: "start" });
  }

  return {
    element,
    beginPath: details.beginPath,
    update(now, before) {
      const changed = (names) => !before || names.some((name) => now[name] !== before[name]);
      if (changed(["language"])) summary.update();
      if (changed(["language", ...FACTS])) details.update(now);
      showTabs(now);
      if (before && changed(SOURCE)) rise();
      if (changed(["language", ...SOURCE])) reader.update(now);
      if (before && changed(["selected"])) panels[TABS.indexOf("facts")].scrollTop = 0;
    },
  };
}
