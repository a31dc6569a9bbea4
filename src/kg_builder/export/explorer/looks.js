// How marks and lines look under the present focus: sizes in pixels of the screen, tints, strength. Knows no DOM.

/** Above so many marks they are smaller, jump when they move, and are squares while the picture is dragged. */
export const MANY = 2000;

/**
 * @typedef {import("./picture.js").Mark} Mark
 * @typedef {import("./picture.js").Line} Line
 * @typedef {{marks: Set<string>, lines: Set<string>, centre: string, chosen?: string}} Focus  what stands out, nothing when
 *   all is equal; `chosen` while another is pointed at
 * @typedef {{tints: ReturnType<typeof import("./tints.js").readTints>, focus: Focus, hovered: string,
 *   byCommunity: boolean, marks: number, lines: number}} Look  `marks` and `lines` say how many are drawn
 */

/** @param {Look} look @param {Mark} mark */
export function tintOf({ tints, byCommunity }, mark) {
  if (byCommunity) return tints.ofCommunity(mark.community);
  return mark.size ? tints.accent : tints.ofType(mark.type);
}

/** @param {Look} look @param {Line} line */
export const lineTint = ({ tints }, line) => (line.warn ? tints.warn : tints.ofRelation(line.predicate));

/** @param {Look} look @param {string} id */
export const isStrong = ({ focus, hovered }, id) => focus.marks.has(id) || id === hovered;

/** @param {Look} look @param {string} id */
export const isFaint = ({ focus }, id) => focus.marks.size > 0 && !focus.marks.has(id);

/** A mark's radius at a scale: hubs keep below a limit, leaves above one. @param {Look} look @param {Mark} mark */
export function radiusOf({ marks }, mark, scale) {
  if (mark.size) return Math.min(Math.max(mark.r * scale, 9), 240);
  return Math.min(Math.max(mark.r * scale, marks > MANY ? 2.5 : 4), 24);
}

/** @param {Look} look @param {Line} line @returns {{color: string, opacity: number, width: number, dashes: false|number[]}} */
export function styleLine(look, line) {
  const strong = look.focus.lines.has(line.id) || line.id === look.hovered;
  const faint = look.focus.marks.size > 0 && !strong;
  const plain = line.soft ? 0.25 : look.lines <= 300 ? 0.85 : look.lines <= 1500 ? 0.5 : 0.3;
  return {
    color: strong || line.warn ? lineTint(look, line) : look.tints.edge,
    opacity: strong ? 1 : faint ? 0.15 : plain,
    width: 1.1 + Math.min(2.5, Math.log2(line.count)) * 0.8 + (strong ? 1 : 0),
    dashes: line.dashes,
  };
}
