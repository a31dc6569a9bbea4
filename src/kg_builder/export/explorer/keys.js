// Everything by keyboard; the list that is shown under "?" is the one that is obeyed.
import { button, el, fill } from "./dom.js";
import { findNeighbours } from "./visible.js";

const PAN = 80;
const TYPING = "input:not([type=checkbox]), select, textarea";

/** @param {import("./main.js").App} app */
export function createKeys(app) {
  const { model, store, act, words } = app;
  const dialog = el("dialog.help");
  let browsed = -1;
  const chosen = () => (store.get().selected.kind === "node" ? store.get().selected.id : -1);
  const onNode = (run) => () => chosen() >= 0 && run(chosen());
  const zoom = (factor) => {
    const { x, y, scale } = app.picture.camera.where();
    app.picture.camera.aim({ x, y, scale: scale * factor });
  };
  const pan = (dx, dy) => {
    const { x, y, scale } = app.picture.camera.where();
    app.picture.camera.aim({ x: x + dx / scale, y: y + dy / scale, scale }, false);
  };
  /** Go through the neighbours of what is chosen; each is announced and shown, Enter chooses it. */
  const browse = (step) => {
    const around =
      chosen() >= 0 ? findNeighbours(model, app.derived().filtered, chosen()) : app.derived().visible.nodes;
    if (!around.length) return;
    const at = around.indexOf(browsed);
    browsed = around[(at + step + around.length) % around.length];
    app.point(browsed);
  };
  const take = () => browsed >= 0 && (act.chooseNode(browsed), (browsed = -1));
  const tab = (name) => () => store.set({ tab: name });

  /** @type {[string, string[], () => any][]}  text, keys, what happens */
  const bindings = [
    ["keySearch", ["/"], () => app.beginSearch()],
    ["keyEnter", ["Enter"], take],
    ["keyNeighbours", ["[", "]"], null],
    ["keyPan", ["←", "↑", "↓", "→"], null],
    ["keyZoom", ["+", "-", "0"], null],
    ["keyUndo", ["u", "r"], null],
    ["keyExpand", ["e", "c", "f"], null],
    ["keyTabs", ["1", "2", "3"], null],
    ["keyTable", ["t"], () => store.set({ view: store.get().view === "table" ? "picture" : "table" })],
    ["keyLayout", ["l"], () => app.nextLayout()],
    ["keyPath", ["p"], () => app.beginPath(chosen())],
    ["keyCorrect", ["m"], onNode((node) => model.nodes[node].type !== "Article" && app.correct({ node }))],
    ["keyTheme", ["d"], () => app.nextTheme()],
    ["keyLanguage", ["g"], () => store.set({ language: store.get().language === "zh" ? "en" : "zh" })],
    ["keyEscape", ["Esc"], null],
    ["keyHelp", ["?"], () => toggle()],
  ];
  const single = {
    "[": () => browse(-1),
    "]": () => browse(1),
    "+": () => zoom(1.3),
    "=": () => zoom(1.3),
    "-": () => zoom(1 / 1.3),
    0: () => app.picture.camera.fit(),
    u: store.undo,
    r: store.redo,
    e: onNode(act.expand),
    c: onNode(act.collapse),
    f: onNode(act.focusOn),
    1: tab("overview"),
    2: tab("facts"),
    3: tab("source"),
    Escape: () => act.chooseNothing(),
  };
  for (const [, keys, run] of bindings) if (run) single[keys[0]] = run;
  const arrows = {
    ArrowLeft: () => pan(-PAN, 0),
    ArrowRight: () => pan(PAN, 0),
    ArrowUp: () => pan(0, -PAN),
    ArrowDown: () => pan(0, PAN),
  };

  function press(event) {
    const { target, key } = event;
    if (event.ctrlKey || event.metaKey) return undoByControl(event);
    if (event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
    if (target.matches(TYPING) && key !== "Escape") return;
    if (key === "Enter" && target.matches("button, summary, a, [role=button], input")) return;
    const run = arrows[key] && target.closest(".picture") ? arrows[key] : single[key];
    if (!run) return;
    event.preventDefault();
    run();
  }

  function undoByControl(event) {
    if (event.key.toLowerCase() !== "z" || event.target.matches(TYPING)) return;
    event.preventDefault();
    if (event.shiftKey) store.redo();
    else store.undo();
  }

  function toggle() {
    if (dialog.open) dialog.close();
    else dialog.showModal();
  }
  document.addEventListener("keydown", press);

  return {
    element: dialog,
    toggle,
    update() {
      dialog.setAttribute("aria-label", words.say("helpTitle"));
      fill(
        dialog,
        el(
          "header",
          {},
          el("h2", {}, words.say("helpTitle")),
          button("help-close", toggle, { tag: "button.act" }, words.say("close")),
        ),
        el(
          "dl",
          {},
          bindings.map(([text, keys]) =>
            el(
              "div",
              {},
              el(
                "dt",
                {},
                keys.map((key) => el("kbd", {}, key)),
              ),
              el("dd", {}, words.say(text)),
            ),
          ),
        ),
      );
    },
  };
}
