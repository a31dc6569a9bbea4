// The small drawings of the legend and the lists: a type's outline in its colour, a relation's line.
import { svg } from "./dom.js";
import { RELATION_TINTS, TINTS, outlineOf } from "./shapes.js";

/** @param {string} type @param {number} [size]  in pixels */
export function typeSwatch(type, size = 14) {
  return svg(
    "svg",
    { class: "swatch", width: size, height: size, viewBox: "-1.35 -1.35 2.7 2.7", "aria-hidden": "true" },
    svg("path", { d: outlineOf(type), style: `fill: var(${TINTS[type] ?? "--other"})` }),
  );
}

/** @param {string} predicate */
export function relationSwatch(predicate) {
  return svg(
    "svg",
    { class: "swatch", width: 22, height: 10, viewBox: "0 0 22 10", "aria-hidden": "true" },
    svg("path", {
      d: "M1 5H16M12.5 1.5L17 5L12.5 8.5",
      style: `stroke: var(${RELATION_TINTS[predicate] ?? "--other"}); fill: none; stroke-width: 2`,
    }),
  );
}
