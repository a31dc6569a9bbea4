// Where the things that a correction names were read: the quotes by which a later build finds them again. Knows no DOM.
import { readPassage } from "./model.js";

/**
 * @typedef {import("./model.js").Model} Model
 * @typedef {{of: string, source: string, start: number, exact: string, prefix: string, suffix: string}} Quote
 *   `of` is a key; `start` counts code points of the source's text
 * @typedef {{article: number, text: string, start: number, at: number, length: number, whole: boolean}} Spot  a mention:
 *   the text around it, where that begins in the source, and its place there; `whole` is the article, else a sentence
 */

const CONTEXT = 20; // code points on either side

/** A quote of a node, if it is named anywhere that the page knows. @param {Model} model @param {number} node @returns {Quote[]} */
export function citeNode(model, node) {
  return cite(model, node, model.nodes[node].id, listSpots(model, node));
}

/** A quote of an article: how it names one of the nodes. @param {Model} model @param {number} article @param {number} node */
export function citeArticle(model, article, node) {
  const spots = listSpots(model, node).filter((spot) => spot.article === article);
  return cite(model, node, model.nodes[model.articles[article].node].id, spots);
}

/** Quotes of both ends of a statement, out of its own sentences. @param {Model} model @param {import("./model.js").Edge} edge */
export function citeEdge(model, edge) {
  const { from, to, evidence } = edge;
  const subject = evidence.flatMap((reason) => spotIn(model, reason, "subject"));
  const object = evidence.flatMap((reason) => spotIn(model, reason, "object"));
  const ends = cite(model, from, model.nodes[from].id, subject);
  const article = model.articleOf.get(to);
  if (article === undefined) return [...ends, ...cite(model, to, model.nodes[to].id, object)];
  return [...ends, ...cite(model, from, model.nodes[to].id, subject)];
}

/** Quotes of what a literal is said of, out of its own sentences. @param {Model} model @param {import("./model.js").Fact} fact */
export function citeFact(model, { node, evidence }) {
  const ofArticle = model.articleOf.has(node);
  const spots = evidence.flatMap((reason) => (ofArticle ? sentenceOf(model, reason) : spotIn(model, reason, "subject")));
  return spots.length ? cite(model, node, model.nodes[node].id, spots) : citeNode(model, node);
}

function cite(model, node, of, spots) {
  const names = [model.nodes[node].label, ...model.nodes[node].aliases];
  const rank = (spot) => [names.includes(exactOf(spot)) ? 0 : 1, spot.whole ? 1 : 0, spot.article, spot.start + spot.at];
  const ranked = spots.map((spot) => ({ spot, rank: rank(spot) }));
  ranked.sort((a, b) => a.rank.map((value, i) => value - b.rank[i]).find((step) => step) ?? 0);
  return ranked.slice(0, 1).map(({ spot }) => quote(model, of, spot));
}

const exactOf = ({ text, at, length }) => text.slice(at, at + length);

function quote(model, of, spot) {
  const before = [...spot.text.slice(0, spot.at)];
  const after = [...spot.text.slice(spot.at + spot.length)];
  return {
    of,
    source: model.articles[spot.article].path,
    start: spot.start + before.length,
    exact: exactOf(spot),
    prefix: before.slice(-CONTEXT).join(""),
    suffix: after.slice(0, CONTEXT).join(""),
  };
}

/** Where a node is named: in sentences that were read, and in the articles that are embedded. @returns {Spot[]} */
function listSpots(model, node) {
  const edges = model.around[node].map((number) => model.edges[number]);
  const facts = (model.factsOf.get(node) ?? []).map((number) => model.facts[number]);
  return [
    ...edges.flatMap((edge) =>
      edge.evidence.flatMap((reason) => spotIn(model, reason, edge.from === node ? "subject" : "object")),
    ),
    ...facts.flatMap((fact) => fact.evidence.flatMap((reason) => spotIn(model, reason, "subject"))),
    ...model.articlesOf[node].flatMap((article) => spotsInArticle(model, article, node)),
  ];
}

function spotIn(model, number, end) {
  const reason = model.reasons[number];
  const { article, start } = model.passages[reason.passage];
  if (!reason[end].length || article < 0) return [];
  const [at, length] = reason[end];
  return [{ article, text: readPassage(model, reason.passage), start, at, length, whole: false }];
}

/** A whole sentence: by it an article is known, which is not named in itself. */
function sentenceOf(model, number) {
  const { article, start } = model.passages[model.reasons[number].passage];
  const text = readPassage(model, model.reasons[number].passage);
  return article < 0 ? [] : [{ article, text, start, at: 0, length: text.length, whole: false }];
}

function spotsInArticle(model, article, node) {
  const { text, start } = model.articles[article];
  return model.mentionsIn[article]
    .filter((mention) => mention.node === node && mention.length > 0)
    .map((mention) => ({ article, text, start, at: mention.start, length: mention.length, whole: true }));
}
