// The middle of the page: the picture with its notes and controls, kept in step with the state.
import { findFocus } from "./derive.js";
import { button, el, fill } from "./dom.js";
import { findShape } from "./layouts.js";
import { makeLines, makeMarks } from "./marks.js";
import { createPicture } from "./picture.js";
import { isOverview } from "./visible.js";

const REDRAW = [
  "hiddenTypes",
  "hiddenRelations",
  "candidates",
  "former",
  "singles",
  "undated",
  "from",
  "until",
  "layout",
  "centre",
  "drawn",
  "open",
  "route",
  "language",
];

/** @param {import("./main.js").App} app */
export function createStage(app) {
  const { model, words, act } = app;
  const holder = el("div.picture", { id: "picture", tabindex: 0, role: "application" });
  const notes = el("div.notes", { role: "status" });
  const tools = el("div.zoom");
  const element = el("div.stage", {}, holder, notes, tools);
  let shown = null;
  /** Of the settled layout; from the frame that the page opens in. */
  let shape = { x: 1, y: 1 };
  let framed = false;

  const edgeOf = (id) => Number(id.slice(1));
  function pick(id) {
    if (!id) act.chooseNothing();
    else if (id[0] === "n") act.chooseNode(edgeOf(id));
    else if (id[0] === "p") act.choosePair(edgeOf(id));
    else if (id[0] === "g") act.openCommunity(edgeOf(id));
    else if (id[0] === "s" || id[0] === "m") act.chooseNode(parseInt(id.slice(1), 10));
  }
  function open(id) {
    if (id[0] === "n") act.expand(edgeOf(id));
  }
  const picture = createPicture(holder, { pick, open, moved: () => app.moved() });

  function redraw(state, visible) {
    shown = visible;
    picture.show(
      makeMarks(model, state, visible, words, shape),
      makeLines(model, state, visible, words),
      state.layout === "hierarchy",
    );
  }

  function emphasise(state) {
    const focus = findFocus(model, state, app.derived());
    const lines = new Set([...focus.pairs].map((pair) => `p${pair}`));
    picture.emphasise(
      {
        marks: new Set([...focus.nodes].map((node) => `n${node}`)),
        lines,
        centre: focus.centre >= 0 ? `n${focus.centre}` : "",
      },
      state.colour === "community",
    );
  }

  function note(state, visible) {
    const links = visible.pairs.length;
    fill(
      notes,
      el(
        "span",
        {},
        visible.nodes.length
          ? words.say("drawnNote", { n: words.number(visible.nodes.length), m: words.number(links) })
          : words.say(model.nodes.length ? "nothingShown" : "empty"),
      ),
      visible.hidden > 0 && el("span", {}, words.say("hiddenNote", { n: words.number(visible.hidden) })),
      isOverview(model, state) && el("span", {}, words.say("overviewNote")),
      (state.drawn || state.open.length > 0) &&
        button("everything", act.showEverything, { tag: "button.link" }, words.say("all")),
    );
  }

  function controls() {
    const zoom = (factor) => {
      const { x, y, scale } = picture.camera.where();
      picture.camera.aim({ x, y, scale: scale * factor });
    };
    const tool = (key, run, text, label) =>
      button(key, run, { "aria-label": words.say(label), title: words.say(label) }, text);
    fill(
      tools,
      tool("zoom-in", () => zoom(1.3), "+", "zoomIn"),
      tool("zoom-out", () => zoom(1 / 1.3), "−", "zoomOut"),
      tool("zoom-fit", () => picture.camera.fit(), "⤢", "fit"),
    );
  }

  /** Where the camera is, as if the picture were not drawn out: so that a link fits any frame. */
  function camera() {
    const { x, y, scale } = picture.camera.where();
    return app.store.get().layout === "settled" ? { x: x / shape.x, y: y / shape.y, scale } : { x, y, scale };
  }

  function aim({ x, y, scale }) {
    const settled = app.store.get().layout === "settled";
    picture.camera.aim(settled ? { x: x * shape.x, y: y * shape.y, scale } : { x, y, scale }, false);
  }

  return {
    element,
    picture,
    holder,
    camera,
    aim,
    update(now, before) {
      const { visible } = app.derived();
      element.hidden = now.view !== "picture";
      holder.setAttribute("aria-label", words.say("pictureLabel"));
      controls();
      const moved = !before || ["layout", "drawn", "centre"].some((name) => now[name] !== before[name]);
      const fresh = takeFrame();
      if (visible !== shown || fresh || !before || REDRAW.some((name) => now[name] !== before[name]))
        redraw(now, visible);
      emphasise(now);
      note(now, visible);
      if (before && (moved || fresh)) picture.camera.fit();
      else if (before && now.selected !== before.selected) look(now);
    },
  };

  /** Whether there is a frame for the first time: a page may open with the table. */
  function takeFrame() {
    if (framed || !holder.clientWidth) return false;
    framed = true;
    shape = findShape(model, holder.clientWidth, holder.clientHeight);
    picture.network.canvas.setSize();
    return true;
  }

  /** Bring what was chosen into the frame when it is not there. */
  function look(state) {
    const { nodes, centre } = findFocus(model, state, app.derived());
    if (centre >= 0 && !picture.camera.sees(`n${centre}`)) picture.camera.centre(`n${centre}`);
    else if (
      ["route", "conflict"].includes(state.selected.kind) &&
      [...nodes].some((node) => !picture.camera.sees(`n${node}`))
    )
      picture.camera.fit([...nodes].map((node) => `n${node}`));
  }
}
