// Paints one mark on the canvas of the picture.
import { MANY, isFaint, tintOf } from "./looks.js";
import { createStamps, paintOutline } from "./stamps.js";

const CROWD = 400; // marks: painted from stamps

/**
 * @typedef {import("./looks.js").Look} Look
 * @typedef {import("./picture.js").Mark} Mark
 */

export function createPainter() {
  const stamps = createStamps();

  function paintRing(context, look, mark, r, pixel) {
    context.beginPath();
    context.arc(0, 0, r * 1.25 + 4 * pixel, 0, 2 * Math.PI);
    context.lineWidth = 2 * pixel;
    context.strokeStyle = mark.flagged ? look.tints.warn : look.tints.ink;
    context.stroke();
  }

  function paintGroup(context, look, mark, r, pixel) {
    const alpha = context.globalAlpha;
    context.beginPath();
    context.arc(0, 0, r, 0, 2 * Math.PI);
    context.globalAlpha = alpha * 0.1;
    context.fillStyle = context.strokeStyle = tintOf(look, mark);
    context.fill();
    context.globalAlpha = alpha;
    context.lineWidth = 1.5 * pixel;
    context.stroke();
  }

  function paintNode(context, look, mark, r, pixel, { dragging, ratio }) {
    const tint = tintOf(look, mark);
    const rim = mark.id === look.focus.centre || mark.id === look.hovered ? look.tints.ink : look.tints.paper;
    if (dragging && look.marks > MANY) {
      context.fillStyle = tint;
      context.fillRect(-r, -r, 2 * r, 2 * r);
    } else if (look.marks > CROWD) {
      const { canvas, half } = stamps.get(mark.type, tint, rim, r / pixel, ratio);
      context.drawImage(canvas, -half * pixel, -half * pixel, 2 * half * pixel, 2 * half * pixel);
    } else {
      context.scale(r, r);
      paintOutline(context, mark.type, tint, rim, (2.5 * pixel) / r);
    }
  }

  /**
   * Paint a mark at the origin.
   * @param {CanvasRenderingContext2D} context
   * @param {Look} look
   * @param {Mark} mark
   * @param {number} r  its radius, and
   * @param {number} pixel  a pixel of the screen, both in units of the picture
   * @param {{dragging: boolean, ratio: number}} canvas  `ratio` pixels of the device make one of the screen
   */
  return function paint(context, look, mark, r, pixel, canvas) {
    context.globalAlpha = isFaint(look, mark.id) ? 0.32 : 1;
    if (mark.flagged || mark.id === look.focus.centre) paintRing(context, look, mark, r, pixel);
    if (mark.size) paintGroup(context, look, mark, r, pixel);
    else paintNode(context, look, mark, r, pixel, canvas);
  };
}
