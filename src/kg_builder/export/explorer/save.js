// The export menu: a picture of what is drawn, data of what is selected, as files.
import { button, el, fill } from "./dom.js";
import { choosePart, writeCsv, writeJson } from "./formats.js";
import { sketch } from "./sketch.js";
import { writeTurtle } from "./turtle.js";

const ENLARGED = 2;

/** @param {import("./main.js").App} app */
export function createMenu(app) {
  const { model, words, store } = app;
  const part = () => choosePart(model, store.get(), app.derived());
  const files = {
    savePng: ["graph.png", async () => drawPng(sketch(app.picture))],
    saveSvg: ["graph.svg", async () => new Blob([sketch(app.picture).text], { type: "image/svg+xml" })],
    saveCsv: ["graph.csv", async () => new Blob([writeCsv(model, part())], { type: "text/csv" })],
    saveTurtle: ["selection.ttl", async () => new Blob([writeTurtle(model, part())], { type: "text/turtle" })],
    saveJson: ["graph.json", async () => new Blob([writeJson(model, part())], { type: "application/json" })],
  };
  const list = el("ul.menu");
  const opener = el("summary.tool.text");
  const element = el(
    "details.export",
    { onkeydown: (event) => event.key === "Escape" && element.open && (event.stopPropagation(), close()) },
    opener,
    list,
  );
  document.addEventListener("click", (event) => !element.contains(event.target) && (element.open = false));

  function close() {
    element.open = false;
    opener.focus();
  }

  async function save(key) {
    close();
    const [name, make] = files[key];
    saveFile(app, name, await make());
  }

  return {
    element,
    update() {
      opener.textContent = words.say("save");
      fill(
        list,
        Object.keys(files).map((key) =>
          el(
            "li",
            {},
            button(key, () => save(key), {}, words.say(key)),
          ),
        ),
        el("li.quiet", {}, words.say("saveScope")),
      );
    },
  };
}

/** Give the reader a file. @param {import("./main.js").App} app @param {string} name @param {Blob} content */
export function saveFile(app, name, content) {
  const address = URL.createObjectURL(content);
  el("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
  app.announce(app.words.say("saved", { name }));
}

/** @returns {Promise<Blob>} */
async function drawPng({ text, width, height }) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = el("canvas", { width: width * ENLARGED, height: height * ENLARGED });
  canvas.getContext("2d").drawImage(image, 0, 0, width * ENLARGED, height * ENLARGED);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}
