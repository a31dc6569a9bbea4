// What the reader has chosen, as one immutable object, with the way back. Knows no DOM.

/**
 * @typedef {{kind: "none"|"node"|"pair"|"article"|"conflict", id: number, passage?: number}} Selection
 * @typedef {{hiddenTypes: string[], hiddenRelations: string[], candidates: boolean, former: boolean, singles: boolean,
 *   undated: boolean, from: string, until: string, colour: "type"|"community", layout: "settled"|"hierarchy"|"rings",
 *   centre: number, drawn: number[]|null, open: number[], selected: Selection, path: number[], view: "picture"|"table",
 *   language: "zh"|"en", theme: "auto"|"light"|"dark"}} State
 */

const DEPTH = 200;
/** Changes that are not worth a step back. */
const LIGHT = new Set(["language", "theme"]);

/** The state before the reader did anything. @returns {State} */
export function initialState() {
  return {
    hiddenTypes: ["Article"], hiddenRelations: ["byline"], candidates: true, former: true, singles: true, undated: true,
    from: "", until: "", colour: "type", layout: "settled", centre: -1, drawn: null, open: [],
    selected: { kind: "none", id: -1 }, path: [], view: "picture", language: "zh", theme: "auto",
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
      become({ ...last, language: state.language, theme: state.theme });
    },
    redo() {
      const next = future.pop();
      if (!next) return;
      past.push(state);
      become({ ...next, language: state.language, theme: state.theme });
    },
  };
}

function same(a, b) {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
