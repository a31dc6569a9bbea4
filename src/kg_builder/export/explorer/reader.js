// The article as it was printed, every mention marked in its type's colour; a click on one chooses its node.
import { button, el, fill } from "./dom.js";
import { showLiteral } from "./facts.js";
import { readPassage } from "./model.js";
import { markText, showPlace, tintStyle } from "./quote.js";

/** @param {import("./main.js").App} app */
export function createReader(app) {
  const { model, words, act } = app;
  const element = el("div.reader");
  let shown = "";

  function showArticle(number, state) {
    const article = model.articles[number];
    const facts = model.passages.filter((passage) => passage.article === number).length;
    const [title, ...rest] = [words.name(article.node), ...model.nodes[article.node].aliases];
    const chosen = state.selected.kind === "node" ? state.selected.id : -1;
    const printed = article.text.split("\n", 3).some((line) => line.trim() === title);
    return [
      el(
        "header",
        {},
        !printed && el("h2", { lang: "zh" }, title),
        rest.map((text) => el("p.subtitle", { lang: "zh" }, text)),
        showPlace(app, article),
        el(
          "p.quiet",
          {},
          words.say("mentionsCount", { n: model.mentionsIn[number].length }),
          " · ",
          words.say("factsHere", { n: facts }),
        ),
      ),
      showQuantities(article),
      article.text ? showText(article, state, chosen) : showSentences(number, state),
    ];
  }

  /** What the article says without saying of whom: it is on no entity's panel. */
  function showQuantities(article) {
    const facts = model.factsOf.get(article.node) ?? [];
    if (!facts.length) return null;
    return el(
      "details",
      {},
      el("summary", {}, words.title("quantity"), " ", el("span.count", {}, facts.length)),
      facts.map((number) => showLiteral(app, number)),
    );
  }

  function showText(article, state, chosen) {
    const passage = model.passages[state.reading.passage];
    const wanted = passage && passage.article === article.index && passage.at >= 0 ? passage : null;
    const parts = [];
    let at = 0;
    for (const line of article.text.split("\n")) {
      const end = at + line.length;
      if (line.trim())
        parts.push(
          el(
            line.trim() === words.name(article.node) && at < 200 ? "h2" : "p",
            {},
            showLine(article, line, at, wanted, chosen),
          ),
        );
      at = end + 1;
    }
    return el("div.body", { lang: "zh" }, parts);
  }

  /** A paragraph: mentions inside, and the wanted passage as the part that is lit. */
  function showLine(article, line, at, wanted, chosen) {
    const inside = model.mentionsIn[article.index].filter(
      (mention) => mention.length && mention.start >= at && mention.start + mention.length <= at + line.length,
    );
    const pieces = [[0, line.length, false]];
    if (wanted) {
      const from = Math.max(0, wanted.at - at);
      const to = Math.min(line.length, wanted.at + wanted.length - at);
      if (from < to) pieces.splice(0, 1, [0, from, false], [from, to, true], [to, line.length, false]);
    }
    return pieces
      .filter(([from, to]) => from < to)
      .map(([from, to, lit]) => {
        const spans = inside
          .filter((mention) => mention.start - at >= from && mention.start + mention.length - at <= to)
          .map((mention) => ({
            start: mention.start - at - from,
            length: mention.length,
            make: (text) => showMention(mention.node, text, chosen),
          }));
        const marked = markText(line.slice(from, to), spans);
        return lit ? el("span.lit", {}, marked) : marked;
      });
  }

  function showMention(node, text, chosen) {
    const choose = () => act.chooseInReader(node);
    const press = (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      event.stopPropagation();
      choose();
    };
    // Not a <button>: those do not break over lines.
    return el(
      node === chosen ? "span.mention.chosen" : "span.mention",
      {
        role: "button",
        tabindex: 0,
        onclick: choose,
        onkeydown: press,
        "data-key": `mention-${node}`,
        style: tintStyle(model.nodes[node].type),
        title: `${words.label(model.nodes[node].type)} ${words.name(node)}`,
      },
      text,
    );
  }

  function showSentences(number, state) {
    const passages = model.passages
      .map((passage, index) => ({ ...passage, index }))
      .filter((passage) => passage.article === number);
    passages.sort((a, b) => a.start - b.start);
    return [
      el("p.quiet", {}, words.say(passages.length ? "sentencesOnly" : "noText")),
      el(
        "div.body",
        { lang: "zh" },
        passages.map((passage) =>
          el(
            "p",
            {},
            passage.index === state.reading.passage
              ? el("span.lit", {}, readPassage(model, passage.index))
              : readPassage(model, passage.index),
          ),
        ),
      ),
    ];
  }

  function showChosen(state) {
    if (state.selected.kind !== "node" || !model.articlesOf[state.selected.id].includes(state.reading.article))
      return null;
    return el(
      "div.chosen",
      {},
      el("span", { lang: "zh" }, words.name(state.selected.id)),
      button("to-facts", () => act.chooseNode(state.selected.id), { tag: "button.act" }, words.say("backToFacts")),
    );
  }

  /** Scroll the panel, or on a narrow screen the page, to a sentence; to the top without one. */
  function scrollTo(lit) {
    const panel = element.parentElement;
    const moves = panel.scrollHeight > panel.clientHeight;
    if (moves)
      panel.scrollTop += lit
        ? lit.getBoundingClientRect().top - panel.getBoundingClientRect().top - panel.clientHeight / 3
        : -panel.scrollTop;
    else if (lit) lit.scrollIntoView({ block: "center" });
  }

  return {
    element,
    update(now) {
      const { article, passage } = now.reading;
      fill(
        element,
        article < 0 ? el("p.quiet", {}, words.say("pickArticle")) : [showArticle(article, now), showChosen(now)],
      );
      const place = `${article}/${passage}`;
      if (now.tab === "source" && place !== shown && article >= 0) {
        shown = place;
        scrollTo(element.querySelector(".lit"));
      }
    },
  };
}
