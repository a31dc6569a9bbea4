// What is written over the picture: names that do not cover one another, and the relations of what is in focus.
import { overlap, placeLabels, shorten } from "./labels.js";

export const FACE = '"Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif';
const MOST = 420;
const OBSTACLES = 1500;
const MARGIN = 80;

/**
 * @typedef {{id: number, x: number, y: number, r: number, name: string, weight: number, strong: boolean, faint: boolean}} Spot
 *   a drawn node in screen pixels; `weight` is its importance, `strong` that it is in focus, `faint` that others are
 * @typedef {{x: number, y: number, text: string, tint: string}} Caption  of an edge, in screen pixels
 * @typedef {{spots: Spot[], captions: Caption[], width: number, height: number, ink: string, paper: string}} Scene
 */

/** Write names and captions, and remember where they went. */
export function createOverlay() {
  const widths = new Map();
  let placed = [];
  const measureWith = (context) => (text, size) => {
    const key = `${size} ${text}`;
    if (!widths.has(key)) {
      context.font = `${size}px ${FACE}`;
      widths.set(key, context.measureText(text).width);
    }
    return widths.get(key);
  };
  return {
    /** The names that stand in the picture now. */
    placed: () => placed,
    /** @param {CanvasRenderingContext2D} context @param {Scene} scene */
    draw(context, scene) {
      context.save();
      const ratio = context.canvas.width / scene.width;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      const measure = measureWith(context);
      placed = arrangeNames(scene, measure);
      for (const label of placed) drawName(context, label, scene);
      for (const box of arrangeCaptions(scene.captions, measure)) drawCaption(context, box, scene);
      context.restore();
    },
  };
}

/** The names that fit, those in focus and the better connected first. @param {Scene} scene */
export function arrangeNames(scene, measure) {
  const inside = scene.spots.filter(({ x, y }) => x > -MARGIN && y > -MARGIN && x < scene.width + MARGIN && y < scene.height + MARGIN);
  inside.sort((a, b) => Number(b.strong) - Number(a.strong) || b.weight - a.weight || a.id - b.id);
  const marks = inside.length > OBSTACLES ? []
    : inside.map(({ id, x, y, r }) => ({ id, x: x - r, y: y - r, width: 2 * r, height: 2 * r }));
  const wanted = inside.map(({ id, x, y, r, name, weight, strong }) => (
    { id, x, y, r, text: shorten(name), size: strong ? 14 : weight >= 6 ? 13 : 12 }));
  const known = new Map(inside.map((spot) => [spot.id, spot]));
  return placeLabels(wanted, measure, MOST, marks).map((label) => ({ ...label, spot: known.get(label.id) }));
}

function drawName(context, label, scene) {
  context.globalAlpha = label.spot.faint ? 0.32 : 1;
  context.font = `${label.spot.strong ? "600 " : ""}${label.size}px ${FACE}`;
  context.textBaseline = "top";
  context.lineJoin = "round";
  context.lineWidth = 3.5;
  context.strokeStyle = scene.paper;
  context.strokeText(label.text, label.x + 3, label.y + 2);
  context.fillStyle = scene.ink;
  context.fillText(label.text, label.x + 3, label.y + 2);
  context.globalAlpha = 1;
}

/** Captions that do not cover one another; those that would are left out. @param {Caption[]} captions */
export function arrangeCaptions(captions, measure) {
  const boxes = [];
  for (const { x, y, text, tint } of captions) {
    const width = Math.round(measure(text, 11) + 10);
    const box = { x: Math.round(x - width / 2), y: Math.round(y - 9), width, height: 18, text, tint };
    if (!boxes.some((other) => overlap(box, other))) boxes.push(box);
  }
  return boxes;
}

function drawCaption(context, box, scene) {
  context.font = `11px ${FACE}`;
  context.textBaseline = "middle";
  context.globalAlpha = 0.92;
  context.fillStyle = scene.paper;
  context.fillRect(box.x, box.y, box.width, box.height);
  context.globalAlpha = 1;
  context.strokeStyle = box.tint;
  context.lineWidth = 1;
  context.strokeRect(box.x + 0.5, box.y + 0.5, box.width - 1, box.height - 1);
  context.fillStyle = scene.ink;
  context.fillText(box.text, box.x + 5, box.y + box.height / 2 + 0.5);
}
