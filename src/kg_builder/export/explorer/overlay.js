// What is written over the picture: names that do not cover one another, and the relations of what is in focus.
import { createLabels, shorten } from "./labels.js";

export const FACE = '"Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif';
const MOST = 420;
const OBSTACLES = 1500;
const MARGIN = 100;
const SLACK = 100;
const ALONG = [0.5, 0.4, 0.6, 0.3, 0.7];

/**
 * @typedef {{id: number, x: number, y: number, r: number, name: string, weight: number, strong: boolean, faint: boolean}} Spot
 *   a drawn node in screen pixels; `weight` is its importance, `strong` that it is in focus, `faint` that others are
 * @typedef {{ends: [{x: number, y: number}, {x: number, y: number}], text: string, tint: string}} Caption  of a line, in screen pixels
 * @typedef {{spots: Spot[], captions: Caption[], width: number, height: number, ink: string, paper: string,
 *   beside: boolean}} Scene  `beside` when names stand to the right of their nodes
 */

/**
 * Write names and captions, and remember where they went. They are painted on a layer of their own, which is only moved
 * while the picture is dragged a little.
 */
export function createOverlay() {
  const widths = new Map();
  const layer = document.createElement("canvas").getContext("2d");
  let placed = { names: [], captions: [] };
  let painted = { key: "", x: 0, y: 0 };
  const measure = (text, size) => {
    const key = `${size} ${text}`;
    if (!widths.has(key)) {
      layer.font = `${size}px ${FACE}`;
      widths.set(key, layer.measureText(text).width);
    }
    return widths.get(key);
  };

  function paint(scene, ratio) {
    layer.canvas.width = (scene.width + 2 * SLACK) * ratio;
    layer.canvas.height = (scene.height + 2 * SLACK) * ratio;
    layer.setTransform(ratio, 0, 0, ratio, SLACK * ratio, SLACK * ratio);
    placed = arrange(scene, measure);
    for (const label of placed.names) drawName(layer, label, scene);
    for (const box of placed.captions) drawCaption(layer, box, scene);
  }

  return {
    /** What stands in the picture now. */
    placed: () => placed,
    /**
     * @param {CanvasRenderingContext2D} context  of the picture
     * @param {{key: string, x: number, y: number, width: number, height: number, make: () => Scene}} frame  `key` says what
     *   is drawn, at which scale; `x`, `y` is where the picture's origin is on the screen
     */
    draw(context, { key, x, y, width, height, make }) {
      const ratio = context.canvas.width / width;
      if (key !== painted.key || Math.abs(x - painted.x) > SLACK || Math.abs(y - painted.y) > SLACK) {
        paint(make(), ratio);
        painted = { key, x, y };
      }
      context.save();
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.drawImage(
        layer.canvas,
        x - painted.x - SLACK,
        y - painted.y - SLACK,
        width + 2 * SLACK,
        height + 2 * SLACK,
      );
      context.restore();
    },
  };
}

/**
 * The texts that fit: names in focus, then captions of lines, then other names, the better connected first.
 * @param {Scene} scene @param {(text: string, size: number) => number} measure
 */
export function arrange(scene, measure) {
  const inside = scene.spots.filter(
    ({ x, y }) => x > -MARGIN && y > -MARGIN && x < scene.width + MARGIN && y < scene.height + MARGIN,
  );
  inside.sort(
    (a, b) =>
      Number(b.strong) - Number(a.strong) ||
      (b.weight === a.weight ? 0 : b.weight - a.weight) ||
      (a.id < b.id ? -1 : 1),
  );
  const marks = inside.length > OBSTACLES ? [] : inside.map(boxOf);
  const known = new Map(inside.map((spot) => [spot.id, spot]));
  const wanted = inside.map(({ id, x, y, r, name, weight, strong }) => ({
    id,
    x,
    y,
    r,
    text: shorten(name),
    size: strong ? 14 : weight >= 6 ? 13 : 12,
    strong,
    beside: scene.beside,
  }));
  const names = createLabels(measure, marks, scene);
  const strong = names.place(
    wanted.filter((label) => label.strong),
    MOST,
  );
  const captions = scene.captions.map((caption) => placeCaption(caption, measure, names)).filter(Boolean);
  const rest = names.place(
    wanted.filter((label) => !label.strong),
    MOST - strong.length,
  );
  return { names: [...strong, ...rest].map((label) => ({ ...label, spot: known.get(label.id) })), captions };
}

const boxOf = ({ id, x, y, r }) => ({ id, x: x - r, y: y - r, width: 2 * r, height: 2 * r });

/** Somewhere along its line where it covers neither a name nor a node; nowhere when there is no such place. */
function placeCaption({ ends: [a, b], text, tint }, measure, names) {
  const width = Math.round(measure(text, 11) + 10);
  for (const t of ALONG) {
    const box = {
      x: Math.round(a.x + (b.x - a.x) * t - width / 2),
      y: Math.round(a.y + (b.y - a.y) * t - 9),
      width,
      height: 18,
      id: -1,
    };
    if (names.take(box)) return { ...box, text, tint };
  }
  return null;
}

function drawName(context, label, scene) {
  context.globalAlpha = label.spot.faint ? 0.45 : 1;
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
