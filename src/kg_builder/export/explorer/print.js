// Printing: in light colours, with a drawing in place of the canvas, which paper would cut or blur.
import { el } from "./dom.js";
import { sketch } from "./sketch.js";

/**
 * @param {import("./main.js").App} app
 * @param {HTMLElement} stage  that holds the picture
 */
export function preparePrint(app, stage) {
  const sheet = el("div.drawing", { "aria-hidden": "true" });
  stage.append(sheet);

  function dress(theme) {
    document.documentElement.dataset.theme = theme;
    app.picture.retint();
  }
  addEventListener("beforeprint", () => {
    dress("light");
    const { root, width, height } = sketch(app.picture);
    for (const size of ["width", "height"]) root.removeAttribute(size);
    root.setAttribute("viewBox", `0 0 ${width} ${height}`);
    root.querySelector("rect").remove(); // the ground: paper has its own
    sheet.replaceChildren(root);
  });
  addEventListener("afterprint", () => {
    sheet.replaceChildren();
    dress(app.store.get().theme);
  });
}
