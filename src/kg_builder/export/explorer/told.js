// Corrections in words. Knows no DOM.

/**
 * What a correction says, in a line.
 * @param {ReturnType<typeof import("./words.js").createWords>} words
 * @param {import("./model.js").Model} model
 * @param {import("./amend.js").Amendment} amendment
 */
export function tellAmendment(words, model, { kind, target, values }) {
  const name = target.node >= 0 ? words.name(target.node) : "";
  return {
    rename: () => words.say("toldRename", { name, label: values.label }),
    merge: () => words.say("toldMerge", { name, other: words.name(values.other) }),
    split: () => words.say("toldSplit", { name, n: values.articles.length, mark: values.mark }),
    code: () => words.say("toldCode", { name, code: values.code }),
    retract: () => words.say("toldRetract", { fact: tellTarget(words, model, target) }),
    assert: () =>
      words.say("toldAssert", {
        fact: `${words.name(values.from)} → ${words.relation(values)} → ${words.name(values.to)}`,
      }),
  }[kind]();
}

/** What is corrected: an entity by its name, a statement by what it says. */
export function tellTarget(words, model, { node, edge, fact }) {
  if (node !== undefined) return words.name(node);
  if (fact !== undefined) {
    const { node: subject, predicate, value } = model.facts[fact];
    return `${words.name(subject)} → ${words.label(predicate)} → ${value}`;
  }
  const said = model.edges[edge];
  return `${words.name(said.from)} → ${words.relation(said)} → ${words.name(said.to)}`;
}
