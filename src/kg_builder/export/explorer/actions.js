// What a reader can do, as changes of the state. Knows no DOM.
import { initialFilters } from "./state.js";
import { DRAWN_AT_MOST, EXPAND_AT_MOST, findNeighbours } from "./visible.js";

/**
 * @param {import("./model.js").Model} model
 * @param {ReturnType<typeof import("./state.js").createStore>} store
 * @param {(state: import("./state.js").State) => import("./derive.js").Derived} derive
 */
export function createActions(model, store, derive) {
  const now = () => store.get();
  const drawnNow = () => now().drawn ?? derive(now()).visible.nodes;
  const toggle = (list, item) =>
    list.includes(item) ? list.filter((other) => other !== item) : [...list, item].sort();
  const everything = { Type: () => [...model.types], Relation: () => [...model.predicates] };
  const actions = {
    /** @param {number} node */
    chooseNode: (node) => store.set({ selected: { kind: "node", id: node }, tab: "facts", ...reveal(node) }),
    /** Choose a node without leaving the article. @param {number} node */
    chooseInReader: (node) => store.set({ selected: { kind: "node", id: node }, ...reveal(node) }),
    choosePair: (pair) => store.set({ selected: { kind: "pair", id: pair }, tab: "facts" }),
    chooseConflict: (conflict) => store.set({ selected: { kind: "conflict", id: conflict }, tab: "facts" }),
    chooseNothing: () => store.set({ selected: { kind: "none", id: -1 } }),
    /** @param {number} article @param {number} [passage] */
    read: (article, passage = -1) => store.set({ reading: { article, passage }, tab: "source" }),
    /** @param {"Type"|"Relation"} what @param {string} name */
    toggle: (what, name) => store.set({ [`hidden${what}s`]: toggle(now()[`hidden${what}s`], name) }),
    /** Only this one; when it is alone already, all of them. */
    solo(what, name) {
      const others = everything[what]()
        .filter((other) => other !== name)
        .sort();
      const hidden = now()[`hidden${what}s`];
      const alone = hidden.length === others.length && !hidden.includes(name);
      store.set({ [`hidden${what}s`]: alone ? [] : others });
    },
    openCommunity: (community) => store.set({ open: toggle(now().open, community) }),
    /** Draw this node and its neighbours only. @param {number} node */
    focusOn: (node) =>
      store.set({
        drawn: [node, ...neighbours(node)].slice(0, DRAWN_AT_MOST),
        selected: { kind: "node", id: node },
        tab: "facts",
      }),
    /** Draw neighbours that are not drawn yet, at most fifty. @param {number} node @param {string} [predicate] */
    expand(node, predicate = "") {
      const drawn = drawnNow();
      const added = actions
        .listHidden(node, predicate)
        .slice(0, Math.max(0, Math.min(EXPAND_AT_MOST, DRAWN_AT_MOST - drawn.length)));
      if (added.length) store.set({ drawn: [...new Set([...drawn, node, ...added])] });
    },
    /** Take away neighbours that are joined to nothing else that is drawn. @param {number} node */
    collapse(node) {
      const drawn = new Set(drawnNow());
      const { filtered } = derive(now());
      const leaves = neighbours(node).filter(
        (other) =>
          drawn.has(other) &&
          findNeighbours(model, filtered, other).every((third) => third === node || !drawn.has(third)),
      );
      if (leaves.length) store.set({ drawn: [...drawn].filter((other) => !leaves.includes(other)) });
    },
    hide: (node) =>
      store.set({ drawn: drawnNow().filter((other) => other !== node), selected: { kind: "none", id: -1 } }),
    showEverything: () => store.set({ drawn: null, open: [], route: [] }),
    /** Rings stand around what is chosen. @param {"settled"|"hierarchy"|"rings"} layout */
    layOut(layout) {
      const { kind, id } = now().selected;
      store.set(layout === "rings" && kind === "node" ? { layout, centre: id } : { layout });
    },
    ringsAround: (node) => store.set({ layout: "rings", centre: node, selected: { kind: "node", id: node } }),
    /** @param {number} from @param {number} to */
    route: (from, to) => store.set({ route: [from, to], selected: { kind: "route", id: -1 }, tab: "facts" }),
    resetFilters: () => store.set(initialFilters()),
    /** The neighbours that pass the filters and are not drawn. @param {number} node @param {string} [predicate] */
    listHidden(node, predicate = "") {
      const { filtered, visible } = derive(now());
      return findNeighbours(model, filtered, node, predicate).filter((other) => !visible.shown[other]);
    },
  };
  const neighbours = (node) => findNeighbours(model, derive(now()).filtered, node);

  /** What must change for a node to be seen: its type, and a picture that is limited to others. */
  function reveal(node) {
    const { hiddenTypes, hiddenRelations, drawn } = now();
    const { type } = model.nodes[node];
    const patch = {};
    if (hiddenTypes.includes(type)) patch.hiddenTypes = hiddenTypes.filter((other) => other !== type);
    if (type === "Article" && hiddenRelations.includes("byline"))
      patch.hiddenRelations = hiddenRelations.filter((other) => other !== "byline");
    if (drawn && !drawn.includes(node)) patch.drawn = [...drawn, node];
    return patch;
  }
  return actions;
}
