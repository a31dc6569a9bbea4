// The colours of the theme in force, read from the style sheet.
import { COMMUNITY_TINTS, RELATION_TINTS, TINTS } from "./shapes.js";

const NAMES = [
  "--paper",
  "--ink",
  "--soft",
  "--line",
  "--edge",
  "--accent",
  "--warn",
  "--other",
  "--person",
  "--organization",
  "--place",
  "--program",
  "--award",
  "--document",
  "--event",
  "--article",
];

/** Read the colours anew, after the theme changed. @param {Element} element */
export function readTints(element) {
  const style = getComputedStyle(element);
  const values = Object.fromEntries(NAMES.map((name) => [name, style.getPropertyValue(name).trim()]));
  return {
    paper: values["--paper"],
    ink: values["--ink"],
    soft: values["--soft"],
    edge: values["--edge"],
    warn: values["--warn"],
    accent: values["--accent"],
    /** @param {string} type */
    ofType: (type) => values[TINTS[type] ?? "--other"],
    /** @param {string} predicate */
    ofRelation: (predicate) => values[RELATION_TINTS[predicate] ?? "--other"],
    /** @param {number} community */
    ofCommunity: (community) => values[COMMUNITY_TINTS[community] ?? "--other"],
  };
}
