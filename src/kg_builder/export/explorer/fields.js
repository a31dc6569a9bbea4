// The fields of the form that corrects: each an element, what it holds, and where the focus goes.
import { el } from "./dom.js";
import { createFinder } from "./finder.js";

/**
 * @typedef {{element: HTMLElement, input: HTMLElement, read: () => any}} Field
 * @typedef {import("./main.js").App} App
 */

let numbers = 0;

/** @param {string} label  a text by its key @returns {Field} */
export function makeText(app, label, value = "", properties = {}) {
  const id = `field-${++numbers}`;
  const input = el("input", { id, type: "text", autocomplete: "off", ...properties });
  input.value = value;
  const element = el("div.field", {}, el("label", { for: id }, app.words.say(label)), input);
  return { element, input, read: () => input.value.trim() };
}

/** A text for which there are proposals. @param {string[]} proposals @returns {Field} */
export function makeProposed(app, label, proposals, properties = {}) {
  const list = `proposals-${++numbers}`;
  const field = makeText(app, label, proposals.length === 1 ? proposals[0] : "", { list, ...properties });
  field.element.append(
    el(
      "datalist",
      { id: list },
      proposals.map((value) => el("option", { value })),
    ),
  );
  return field;
}

/** @returns {Field} */
export function makeCheck(app, label) {
  const input = el("input", { type: "checkbox" });
  return { element: el("label.check", {}, input, app.words.say(label)), input, read: () => input.checked };
}

/** One of several. @param {[string, string][]} options  value and text @param {(value: string) => void} change @returns {Field} */
export function makeChoice(app, label, options, change) {
  const id = `field-${++numbers}`;
  const input = el(
    "select",
    { id, onchange: () => change(input.value) },
    options.map(([value, text]) => el("option", { value }, text)),
  );
  const element = el("div.field", {}, el("label", { for: id }, app.words.say(label)), input);
  return { element, input, read: () => input.value };
}

/** A node that is searched for; -1 until one is chosen. @param {(node: number) => boolean} accept @returns {Field} */
export function makeNode(app, label, node, accept) {
  let chosen = node;
  const finder = createFinder(app, {
    placeholder: "findOther",
    label,
    keep: true,
    accept,
    choose: (found) => void (chosen = found),
  });
  finder.update();
  finder.put(node);
  finder.input.addEventListener("input", () => (chosen = -1));
  const element = el("div.field", {}, el("span", { "aria-hidden": "true" }, app.words.say(label)), finder.element);
  return { element, input: finder.input, read: () => chosen };
}

/** Some of several articles. @param {number[]} articles @returns {Field} */
export function makeArticles(app, label, articles) {
  const { model, words } = app;
  const boxes = articles.map((article) => el("input", { type: "checkbox", value: article }));
  const element = el(
    "fieldset.field",
    {},
    el("legend", {}, words.say(label)),
    articles.map((article, i) => {
      const { node, path } = model.articles[article];
      const where = [model.nodes[node].date, path].filter(Boolean).join(" · ");
      return el("label.check", {}, boxes[i], el("span", { lang: "zh" }, words.name(node), el("span.quiet", {}, ` ${where}`)));
    }),
  );
  return { element, input: boxes[0], read: () => articles.filter((_, i) => boxes[i].checked) };
}
