// A piece of evidence: the sentence with both mentions marked, where it was printed, and the rule that read it.
import { button, el } from "./dom.js";
import { readPassage } from "./model.js";
import { TINTS } from "./shapes.js";

/**
 * A text with stretches marked in the colours of their types; overlapping ones are cut at the border of the earlier.
 * @param {string} text
 * @param {{start: number, length: number, make: (text: string) => Node}[]} spans
 */
export function markText(text, spans) {
  const parts = [];
  let at = 0;
  for (const { start, length, make } of [...spans].sort((a, b) => a.start - b.start || b.length - a.length)) {
    if (start < at || length <= 0 || start + length > text.length) continue;
    parts.push(text.slice(at, start), make(text.slice(start, start + length)));
    at = start + length;
  }
  return [...parts, text.slice(at)];
}

/** @param {string} type */
export const tintStyle = (type) => `--tint: var(${TINTS[type] ?? "--other"})`;

/**
 * @param {import("./main.js").App} app
 * @param {number} number  of the reason
 * @param {number} subject  the node that its subject mention stands for
 * @param {number} object  the same for the object, -1 for a literal
 */
export function showReason(app, number, subject, object) {
  const { model, words, act } = app;
  const reason = model.reasons[number];
  const passage = model.passages[reason.passage];
  const article = model.articles[passage.article];
  const ends = [
    { place: reason.subject, node: subject },
    { place: reason.object, node: object },
  ];
  const spans = ends
    .filter(({ place }) => place.length)
    .map(({ place, node }) => ({
      start: place[0],
      length: place[1],
      make: (text) => el("mark.mention", { style: tintStyle(node >= 0 ? model.nodes[node].type : "") }, text),
    }));
  return el(
    "figure.reason",
    {},
    el(
      "blockquote",
      { lang: "zh", title: words.say("readHere"), onclick: () => article && act.read(passage.article, reason.passage) },
      markText(readPassage(model, reason.passage), spans),
    ),
    el(
      "figcaption",
      {},
      article &&
        button(
          `read-${number}`,
          () => act.read(passage.article, reason.passage),
          { tag: "button.link.title", title: words.say("readHere") },
          words.name(article.node),
        ),
      article && showPlace(app, article),
      el("span.rule", {}, `${words.say("rule")} `, el("code", {}, reason.rule)),
      showConfidence(app, reason.confidence),
    ),
  );
}

/** Where an article was printed. */
export function showPlace(app, article) {
  const { date } = app.model.nodes[article.node];
  return el("span.place", {}, date ? `${date} · ` : "", article.path);
}

/** @param {number} value  0 to 1 */
export function showConfidence(app, value) {
  const text = `${app.words.say("confidence")} ${value.toFixed(2)}`;
  return el(
    "span.confidence",
    {},
    el("span.meter", { "aria-hidden": "true" }, el("span", { style: `width: ${Math.round(value * 100)}%` })),
    text,
  );
}
