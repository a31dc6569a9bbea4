// What the reader has chosen, as one immutable object, with the way back. Knows no DOM.

/**
 * @typedef {{kind: "none"|"node"|"pair"|"conflict"|"route", id: number}} Selection  `id` counts nodes, pairs or conflicts
 * @typedef {{article: number, passage: number}} Reading  the article in the reader and the passage to show, or -1
 * @typedef {{hiddenTypes: string[], hiddenRelations: string[], candidates: boolean, former: boolean, singles: boolean,
 *   undated: boolean, from: string, until: string, colour: "type"|"community", layout: "settled"|"hierarchy"|"rings",
 *   centre: number, drawn: number[]|null, open: number[], selected: Selection, route: number[], tab: "overview"|"facts"|"source",
 *   reading: Reading, view: "picture"|"table", sheet: "entities"|"facts", language: "zh"|"en",
 *   theme: "auto"|"light"|"dark"}} State
 *   `centre` is the middle of the rings; `drawn` the nodes that the picture is limited to, or null; `open` the communities
 *   opened in the overview; `route` the two ends of a path, or nothing
 */

const DEPTH = 200;
/** Changes that are not worth a step back. */
const LIGHT = new Set(["language", "theme", "tab"]);

/** What is filtered before the reader did anything. */
export function initialFilters() {
  return {
    hiddenTypes: ["Article"],
    hiddenRelations: ["byline"],
    candidates: true,
    former: true,
    singles: true,
    undated: true,
    from: "",
    until: "",
  };
}

/** The state before the reader did anything. @param {"zh"|"en"} [language] @returns {State} */
export function initialState(language = "zh") {
  return {
    ...initialFilters(),
    colour: "type",
    layout: "settled",
    centre: -1,
    drawn: null,
    open: [],
    selected: { kind: "none", id: -1 },
    route: [],
    tab: "overview",
    reading: { article: -1, passage: -1 },
    view: "picture",
    sheet: "entities",
    language,
    theme: "auto",
  };
}

/**
 * Hold a state, tell who listens of each change, and go back and forth through the changes.
 * @param {State} initial
 */
export function createStore(initial) {
  let state = initial;
  /** @type {State[]} */ let past = [];
  /** @type {State[]} */ let future = [];
  /** @type {((now: State, before: State) => void)[]} */ const listeners = [];
  const become = (next) => {
    const before = state;
    state = next;
    for (const listener of listeners) listener(state, before);
  };
  const keepLight = (next) => ({ ...next, language: state.language, theme: state.theme });
  return {
    get: () => state,
    listen: (listener) => void listeners.push(listener),
    canUndo: () => past.length > 0,
    canRedo: () => future.length > 0,
    /** @param {Partial<State>} patch */
    set(patch) {
      const changed = Object.keys(patch).filter((name) => !same(patch[name], state[name]));
      if (!changed.length) return;
      if (!changed.every((name) => LIGHT.has(name))) {
        past = [...past, state].slice(-DEPTH);
        future = [];
      }
      become({ ...state, ...patch });
    },
    undo() {
      const last = past.pop();
      if (!last) return;
      future.push(state);
      become(keepLight(last));
    },
    redo() {
      const next = future.pop();
      if (!next) return;
      past.push(state);
      become(keepLight(next));
    },
  };
}

function same(a, b) {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
