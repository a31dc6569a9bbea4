// The corrections collected: each can be taken out, all together be taken along as a file.
import { writeCorrections } from "./amend.js";
import { button, el, fill } from "./dom.js";
import { saveFile } from "./save.js";
import { tellAmendment } from "./told.js";

const NAME = "corrections.yaml";

/** @param {import("./main.js").App} app */
export function createReview(app) {
  const { model, words, collection } = app;
  const element = el("dialog.correct");
  const text = el("textarea", { readonly: true, rows: 8, spellcheck: "false", lang: "zh" });
  addEventListener("beforeunload", (event) => collection.unsaved() && event.preventDefault());

  function show() {
    const items = collection.list();
    text.value = writeCorrections(model, items, today());
    text.setAttribute("aria-label", words.say("fileContent"));
    element.setAttribute("aria-label", words.say("reviewTitle"));
    fill(
      element,
      el(
        "header",
        {},
        el("h2", {}, words.say("reviewTitle")),
        button("review-close", () => element.close(), { tag: "button.act" }, words.say("close")),
      ),
      el("p.quiet", {}, words.say(items.length ? "reviewHint" : "reviewNone")),
      el("ol.amendments", {}, items.map(showItem)),
      items.length > 0 && [
        el(
          "div.actions",
          {},
          button("download", download, { tag: "button.act.chief" }, words.say("download")),
          button("copy", copy, { tag: "button.act" }, words.say("copy")),
        ),
        text,
      ],
    );
  }

  function showItem(item, number) {
    const told = tellAmendment(words, model, item);
    return el(
      "li",
      {},
      el("p", { lang: "zh" }, told),
      el("p.quiet", { lang: "zh" }, `${item.author}: ${item.reason}`),
      button(
        `remove-${number}`,
        () => remove(item),
        { tag: "button.link", "aria-label": `${words.say("remove")}: ${told}` },
        words.say("remove"),
      ),
    );
  }

  function remove(item) {
    collection.remove(item);
    show();
    app.announce(words.say("removed", { n: collection.list().length }));
    if (!element.contains(document.activeElement)) element.querySelector("button").focus();
  }

  function download() {
    saveFile(app, NAME, new Blob([text.value], { type: "application/yaml" }));
    collection.markSaved();
  }

  async function copy() {
    try {
      await navigator.clipboard.writeText(text.value);
      collection.markSaved();
      app.announce(words.say("copied"));
    } catch {
      text.select();
      app.announce(words.say("copyByHand"));
    }
  }

  return {
    element,
    open() {
      show();
      element.showModal();
    },
  };
}

/** The day that it is here, as 2024-05-20. */
function today() {
  const now = new Date();
  const [month, day] = [now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0"));
  return `${now.getFullYear()}-${month}-${day}`;
}
