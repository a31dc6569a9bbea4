// The picture as SVG: what is in the frame, with names, in the colours of the theme.
import { styleLine, tintOf } from "./looks.js";
import { FACE, arrange } from "./overlay.js";
import { outlineOf } from "./shapes.js";

const NS = "http://www.w3.org/2000/svg";
/** What XML cannot hold. */
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/gu;

/** @param {ReturnType<typeof import("./picture.js").createPicture>} picture */
export function sketch(picture) {
  const scene = picture.scene();
  const spots = new Map(scene.spots.map((spot) => [spot.id, spot]));
  const root = make("svg", {
    xmlns: NS,
    width: scene.width,
    height: scene.height,
    viewBox: `0 0 ${scene.width} ${scene.height}`,
    "font-family": FACE.replaceAll('"', "'"),
  });
  root.append(make("rect", { width: scene.width, height: scene.height, fill: scene.paper }));
  for (const line of picture.lines().values()) root.append(...drawLine(picture, line, spots));
  for (const spot of scene.spots) root.append(drawMark(picture, spot, scene));
  const canvas = document.createElement("canvas").getContext("2d");
  const measure = (text, size) => {
    canvas.font = `${size}px ${FACE}`;
    return canvas.measureText(text).width;
  };
  const { names, captions } = arrange(scene, measure);
  for (const label of names) {
    root.append(
      make(
        "text",
        {
          x: label.x + 3,
          y: label.y + 2 + label.size * 0.86,
          "font-size": label.size,
          fill: scene.ink,
          stroke: scene.paper,
          "stroke-width": 3.5,
          "paint-order": "stroke",
          "stroke-linejoin": "round",
          opacity: label.spot.faint ? 0.45 : 1,
        },
        label.text,
      ),
    );
  }
  for (const box of captions) {
    root.append(
      make("rect", { x: box.x, y: box.y, width: box.width, height: box.height, fill: scene.paper, stroke: box.tint }),
      make("text", { x: box.x + 5, y: box.y + 13, "font-size": 11, fill: scene.ink }, box.text),
    );
  }
  return { root, text: new XMLSerializer().serializeToString(root), width: scene.width, height: scene.height };
}

function make(name, attributes, text = "") {
  const element = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) if (key !== "xmlns") element.setAttribute(key, String(value));
  element.textContent = text.replace(UNWRITABLE, "");
  return element;
}

function drawLine(picture, line, spots) {
  const [a, b] = [spots.get(line.from), spots.get(line.to)];
  if (!a || !b) return [];
  const { color, opacity, width, dashes } = styleLine(picture.lookNow(), line);
  const shared = { stroke: color, opacity };
  const length = Math.hypot(b.x - a.x, b.y - a.y) || 1;
  const [dx, dy] = [(b.x - a.x) / length, (b.y - a.y) / length];
  const arrow = (end, sign) => {
    const [x, y] = [end.x - sign * dx * (end.r + 2), end.y - sign * dy * (end.r + 2)];
    const side = (turn) =>
      `${(x - sign * dx * 6 + turn * dy * 3).toFixed(1)} ${(y - sign * dy * 6 - turn * dx * 3).toFixed(1)}`;
    return make("path", {
      d: `M${x.toFixed(1)} ${y.toFixed(1)}L${side(1)}L${side(-1)}Z`,
      fill: color,
      opacity,
    });
  };
  return [
    make("line", {
      x1: a.x.toFixed(1),
      y1: a.y.toFixed(1),
      x2: b.x.toFixed(1),
      y2: b.y.toFixed(1),
      "stroke-width": width,
      ...shared,
      ...(dashes ? { "stroke-dasharray": dashes.join(" ") } : {}),
    }),
    ...(line.forth ? [arrow(b, 1)] : []),
    ...(line.back ? [arrow(a, -1)] : []),
  ];
}

function drawMark(picture, spot, scene) {
  const mark = picture.marks().get(spot.id);
  const group = make("g", {
    transform: `translate(${spot.x.toFixed(1)} ${spot.y.toFixed(1)})`,
    opacity: spot.faint ? 0.32 : 1,
  });
  if (mark.flagged)
    group.append(
      make("circle", { r: spot.r * 1.25 + 4, fill: "none", stroke: picture.lookNow().tints.warn, "stroke-width": 2 }),
    );
  if (mark.size)
    group.append(
      make("circle", {
        r: spot.r,
        fill: tintOf(picture.lookNow(), mark),
        "fill-opacity": 0.16,
        stroke: tintOf(picture.lookNow(), mark),
        "stroke-width": 1.5,
      }),
    );
  else
    group.append(
      make("path", {
        d: outlineOf(mark.type),
        transform: `scale(${spot.r.toFixed(2)})`,
        fill: tintOf(picture.lookNow(), mark),
        stroke: scene.paper,
        "stroke-width": (1.25 / spot.r).toFixed(3),
      }),
    );
  return group;
}
