// One outline for each type, in a box from -1 to 1: drawn on the canvas, in the legend and in exported pictures alike.

/** @type {Object<string, string>} */
export const OUTLINES = {
  Person: "M0 -1A1 1 0 1 1 0 1A1 1 0 1 1 0 -1Z",
  Organization: "M-.9 -.9H.9V.9H-.9Z",
  Place: "M0 1.15L-1 -.2A1.02 1.02 0 1 1 1 -.2Z",
  Program: "M-.55 -.95H.55L1.1 0L.55 .95H-.55L-1.1 0Z",
  Award: "M0 -1.2L.35 -.4L1.2 -.35L.55 .2L.75 1.05L0 .6L-.75 1.05L-.55 .2L-1.2 -.35L-.35 -.4Z",
  Document: "M-.8 -1.05H.35L.8 -.6V1.05H-.8Z",
  Event: "M0 -1.2L1.2 0L0 1.2L-1.2 0Z",
  Article: "M-1.1 -.7H1.1V.7H-1.1Z",
};

/** Colours come from the style sheet, so that both themes have their own. @type {Object<string, string>} */
export const TINTS = {
  Person: "--person",
  Organization: "--organization",
  Place: "--place",
  Program: "--program",
  Award: "--award",
  Document: "--document",
  Event: "--event",
  Article: "--article",
};

/** A relation wears the colour of what it is about. @type {Object<string, string>} */
export const RELATION_TINTS = {
  holdsPost: "--person",
  partOf: "--organization",
  locatedIn: "--place",
  runs: "--program",
  confers: "--award",
  receives: "--award",
  issues: "--document",
  holds: "--event",
  attends: "--event",
  byline: "--article",
};

/** Colours of the largest communities; the rest share the last. */
export const COMMUNITY_TINTS = [
  "--person",
  "--organization",
  "--place",
  "--program",
  "--award",
  "--document",
  "--event",
];

/** The outline of a type. @param {string} type */
export function outlineOf(type) {
  return OUTLINES[type] ?? OUTLINES.Person;
}
