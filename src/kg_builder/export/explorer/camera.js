// What part of the picture is seen: the frame's middle and scale.

const FROM_SIDES = 120; // pixels that names of the outermost nodes need
const FROM_ENDS = 100;
const NOTES = 14; // the line of notes below takes some room
const NEAREST = 1.6;
const MOVE = 350;
const EDGE = 20;
/** Whether the reader wants no motion. */
export const isCalm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/**
 * @typedef {{x: number, y: number}} Point
 * @param {any} network  of vis-network
 * @param {HTMLElement} holder
 * @param {() => Map<string, Point>} marks  where each mark stands, or will when it has moved
 * @param {() => void} moved
 */
export function createCamera(network, holder, marks, moved) {
  const camera = {
    /** @returns {{x: number, y: number, scale: number}} */
    where: () => ({ ...network.getViewPosition(), scale: network.getScale() }),
    aim({ x, y, scale }, animated = true) {
      const animation = animated && !isCalm() ? { duration: MOVE, easingFunction: "easeInOutQuad" } : false;
      network.moveTo({ position: { x, y }, scale, animation });
      if (!animation) moved();
    },
    /** Fit marks, all or some, into the frame. @param {Iterable<string>} [ids] */
    fit(ids = marks().keys(), animated = true) {
      const points = [...ids].map((id) => marks().get(id)).filter(Boolean);
      if (!points.length) return;
      const [left, right, top, bottom] = boundsOf(points);
      const wide = Math.max(60, holder.clientWidth - FROM_SIDES) / Math.max(1, right - left);
      const high = Math.max(60, holder.clientHeight - FROM_ENDS) / Math.max(1, bottom - top);
      const scale = Math.min(wide, high, NEAREST);
      camera.aim({ x: (left + right) / 2, y: (top + bottom) / 2 + NOTES / scale, scale }, animated);
    },
    /** @param {string} id */
    centre(id) {
      const mark = marks().get(id);
      if (mark) camera.aim({ x: mark.x, y: mark.y, scale: Math.max(network.getScale(), 0.9) });
    },
    /** Whether a mark stands inside the frame. @param {string} id */
    sees(id) {
      const body = network.body.nodes[id];
      if (!body) return false;
      const { x, y } = network.canvasToDOM({ x: body.x, y: body.y });
      return x > EDGE && y > EDGE && x < holder.clientWidth - EDGE && y < holder.clientHeight - EDGE;
    },
  };
  return camera;
}

/** @param {Point[]} points @returns {[number, number, number, number]} left, right, top, bottom */
function boundsOf(points) {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of points) {
    [left, right, top, bottom] = [Math.min(left, x), Math.max(right, x), Math.min(top, y), Math.max(bottom, y)];
  }
  return [left, right, top, bottom];
}
