// Outlines of nodes on the canvas; in a crowd from stamps, small pictures painted once for each look.
import { outlineOf } from "./shapes.js";

/** @type {Map<string, Path2D>} */
const paths = new Map();

/** Paint a type's outline, of radius 1 around the origin. */
export function paintOutline(context, type, tint, rim, rimWidth) {
  if (!paths.has(type)) paths.set(type, new Path2D(outlineOf(type)));
  context.lineWidth = rimWidth;
  context.strokeStyle = rim;
  context.stroke(paths.get(type));
  context.fillStyle = tint;
  context.fill(paths.get(type));
}

/** @returns {{get: (type: string, tint: string, rim: string, r: number, ratio: number) => {canvas: HTMLCanvasElement, half: number}}} */
export function createStamps() {
  const known = new Map();
  return {
    /** A stamp with half its width, in pixels of the screen; radii are rounded to half a pixel. */
    get(type, tint, rim, r, ratio) {
      const radius = Math.round(r * 2) / 2;
      const key = `${type}${tint}${rim}${radius}/${ratio}`;
      if (!known.has(key)) known.set(key, makeStamp(type, tint, rim, radius, ratio));
      return known.get(key);
    },
  };
}

function makeStamp(type, tint, rim, r, ratio) {
  const half = Math.ceil(r * 1.3 + 2);
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = Math.ceil(2 * half * ratio);
  const context = canvas.getContext("2d");
  context.setTransform(r * ratio, 0, 0, r * ratio, half * ratio, half * ratio);
  paintOutline(context, type, tint, rim, 2.5 / r);
  return { canvas, half };
}
