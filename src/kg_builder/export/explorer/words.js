// How things are called in the reader's language. Knows no DOM.
import { sayIn } from "./texts.js";

/**
 * @param {import("./model.js").Model} model
 * @param {() => "zh"|"en"} language
 */
export function createWords(model, language) {
  const say = (key, values) => sayIn(language(), key, values);
  const label = (name) => model.labels[name]?.[language() === "zh" ? 0 : 1] ?? name;
  const words = {
    say,
    /** A type, class or relation. @param {string} name */
    label: (name) => (name === "Article" ? say("articles") : label(name)),
    /** The same at the beginning of a line. @param {string} name */
    title: (name) => words.label(name).replace(/^[a-z]/, (letter) => letter.toUpperCase()),
    /** A node. @param {number} node */
    name: (node) => model.nodes[node].label || say("untitled"),
    /** A statement's relation with what it says beyond it: 任职：镇长. @param {import("./model.js").Edge} edge */
    relation(edge) {
      const extra = edge.title || edge.role;
      return extra ? `${label(edge.predicate)}${language() === "zh" ? "：" : ": "}${extra}` : label(edge.predicate);
    },
    /** The relations of a bundle of edges, each once. @param {number[]} edges */
    bundle(edges) {
      const texts = [...new Set(edges.map((edge) => words.relation(model.edges[edge])))];
      const head = texts.slice(0, 2).join(language() === "zh" ? "、" : ", ");
      return edges.length > 1 ? `${head}${texts.length > 2 ? "…" : ""} ${say("times", { n: edges.length })}` : head;
    },
    /** A number, with thousands apart. @param {number} value */
    number: (value) => value.toLocaleString("en-US"),
  };
  return words;
}
