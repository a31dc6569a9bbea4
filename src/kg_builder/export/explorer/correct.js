// The form in which a reader corrects an entity or a statement; what is filled in is collected and goes nowhere.
import { ASKED, findProblem, listKinds } from "./amend.js";
import { button, el, fill } from "./dom.js";
import { makeArticles, makeCheck, makeChoice, makeNode, makeProposed, makeText } from "./fields.js";
import { tellTarget } from "./told.js";

const KINDS = { code: "setCode" }; // texts that are not called as their kinds are

/** @param {import("./main.js").App} app */
export function createCorrector(app) {
  const { model, words, collection } = app;
  const element = el("dialog.correct");
  const problem = el("p.warn", { role: "alert" });
  const body = el("div.fields");
  let target = /** @type {any} */ ({});
  let kind = /** @type {import("./amend.js").Kind} */ ("rename");
  /** @type {Object<string, import("./fields.js").Field>} */ let fields = {};
  let signed = fields; // author and reason, which every kind has

  const ofType = (types) => (node) => types().includes(model.nodes[node].type);
  const ends = (side) => ofType(() => model.relations[fields.predicate.read()][side]);
  const makers = {
    label: () => makeText(app, "label", model.nodes[target.node].label, { lang: "zh" }),
    other: () => makeNode(app, "other", -1, (node) => node !== target.node && sameType(node)),
    articles: () => makeArticles(app, "splitArticles", model.articlesOf[target.node]),
    mark: () => makeText(app, "mark", "", { lang: "zh" }),
    code: () => makeProposed(app, "codeField", model.nodes[target.node].candidates, { inputmode: "numeric" }),
    from: () => makeNode(app, "subject", target.node, ends(0)),
    predicate: () => makeChoice(app, "asserted", listRelations(), showAsserted),
    to: () => makeNode(app, "object", -1, ends(1)),
    title: () => makeText(app, "post", "", { lang: "zh" }),
    role: () => makeText(app, "roleField", "", { lang: "zh" }),
    former: () => makeCheck(app, "formerField"),
    since: () => makeText(app, "sinceField"),
    until: () => makeText(app, "untilField"),
  };
  const sameType = (node) => model.nodes[node].type === model.nodes[target.node].type;

  /** The relations that this entity may be the subject of, then the others. @returns {[string, string][]} */
  function listRelations() {
    const own = (name) => model.relations[name][0].includes(model.nodes[target.node].type);
    const names = Object.keys(model.relations);
    return [...names.filter(own), ...names.filter((name) => !own(name))].map((name) => [name, words.title(name)]);
  }

  /** A post has a title, and who attends a role. */
  function showAsserted() {
    if (kind !== "assert") return;
    const name = fields.predicate.read();
    fields.title.element.hidden = name !== "holdsPost";
    fields.role.element.hidden = name !== "attends";
  }

  function showFields() {
    fields = {};
    for (const name of ASKED[kind]) fields[name] = makers[name]();
    showAsserted();
    problem.textContent = "";
    fill(
      body,
      Object.values(fields).map((field) => field.element),
    );
  }

  function open(chosen) {
    target = chosen;
    const kinds = listKinds(model, target);
    [kind] = kinds;
    const choice = makeChoice(
      app,
      "correction",
      kinds.map((name) => [name, words.say(KINDS[name] ?? name)]),
      (name) => ((kind = name), showFields()),
    );
    signed = { author: makeText(app, "author", collection.author()), reason: makeText(app, "reason") };
    showFields();
    element.setAttribute("aria-label", words.say("correctTitle", { name: "" }));
    fill(
      element,
      el("h2", {}, words.say("correctTitle", { name: tellTarget(words, model, target) })),
      el(
        "form",
        { onsubmit: (event) => (event.preventDefault(), collect()), novalidate: true },
        choice.element,
        body,
        signed.author.element,
        signed.reason.element,
        problem,
        el(
          "div.actions",
          {},
          el("button.act.chief", { type: "submit" }, words.say("add")),
          button("correct-cancel", () => element.close(), { tag: "button.act" }, words.say("cancel")),
        ),
      ),
    );
    element.showModal();
  }

  function collect() {
    const values = Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [name, field.element.hidden ? "" : field.read()]),
    );
    const item = { kind, target, values, author: signed.author.read(), reason: signed.reason.read() };
    const found = findProblem(model, item);
    for (const field of Object.values({ ...fields, ...signed })) field.input.removeAttribute("aria-invalid");
    if (found) return tell(found);
    collection.add(item);
    element.close();
    app.announce(words.say("collectedNow", { n: collection.list().length }));
  }

  function tell({ field, text, types = [] }) {
    const { input } = { ...fields, ...signed }[field];
    problem.textContent = words.say(text, { types: types.map(words.label).join(words.say("or")) });
    input.setAttribute("aria-invalid", "true");
    input.focus();
  }

  return { element, open };
}
