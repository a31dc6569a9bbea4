// The range of time: how many facts each date has, from when until when, and those without a date.
import { el, fill, svg } from "./dom.js";

const BARS = 48;
const HEIGHT = 36;

/** @param {import("./main.js").App} app */
export function createTimeline(app) {
  const { model, words, store } = app;
  const { dates, counts, undated } = readDates(model);
  const element = el("section");

  function slider(name, fallback) {
    const value = store.get()[name];
    const at = value ? dates.indexOf(value) : fallback;
    return el(
      "label.range",
      {},
      el("span", {}, words.say(name)),
      el("input", {
        type: "range",
        min: 0,
        max: dates.length - 1,
        step: 1,
        value: String(at),
        "data-key": `time-${name}`,
        "aria-valuetext": dates[at],
        onchange: (event) => move(name, Number(event.target.value)),
        oninput: (event) => show(event.target, Number(event.target.value)),
      }),
      el("output", {}, dates[at]),
    );
  }

  function show(input, at) {
    input.setAttribute("aria-valuetext", dates[at]);
    input.nextElementSibling.textContent = dates[at];
  }

  /** The ends of the range stand for "no limit", and neither passes the other. */
  function move(name, at) {
    const { from, until } = store.get();
    if (name === "from")
      store.set({ from: at === 0 ? "" : dates[at], until: until && dates[at] > until ? dates[at] : until });
    else
      store.set({ until: at === dates.length - 1 ? "" : dates[at], from: from && dates[at] < from ? dates[at] : from });
  }

  function bars() {
    const step = Math.ceil(dates.length / BARS);
    const columns = Math.ceil(dates.length / step);
    const heights = Array.from({ length: columns }, (_, i) =>
      dates.slice(i * step, (i + 1) * step).reduce((sum, date) => sum + counts.get(date), 0),
    );
    const most = Math.max(...heights);
    const { from, until } = store.get();
    return svg(
      "svg",
      {
        class: "bars",
        viewBox: `0 0 ${columns} ${HEIGHT}`,
        preserveAspectRatio: "none",
        height: HEIGHT,
        "aria-hidden": "true",
      },
      heights.map((height, i) => {
        const date = dates[i * step];
        const inside = date >= from && (!until || date <= until);
        const size = Math.max(2, (height / most) * HEIGHT);
        return svg("rect", { x: i + 0.08, width: 0.84, y: HEIGHT - size, height: size, class: inside ? "in" : "out" });
      }),
    );
  }

  return {
    element,
    update() {
      const dated = model.edges.length - undated;
      const state = store.get();
      fill(
        element,
        el("h2", {}, words.say("time")),
        dates.length > 1
          ? [bars(), slider("from", 0), slider("until", dates.length - 1)]
          : el("p.quiet", {}, dates.length ? words.say("oneDate", { date: dates[0] }) : words.say("noDates")),
        el("p.quiet", {}, words.say("dated", { n: words.number(dated) })),
        el(
          "label.check",
          {},
          el("input", {
            type: "checkbox",
            "data-key": "undated",
            checked: state.undated,
            onchange: (event) => store.set({ undated: event.target.checked }),
          }),
          el("span.name", {}, words.say("undated")),
          el("span.count", {}, words.number(undated)),
        ),
      );
    },
  };
}

/** The dates of the facts, sorted, by month where there are many days. */
function readDates(model) {
  const days = model.edges.map((edge) => edge.asOf).filter((date) => /^\d{4}/.test(date));
  const length = new Set(days).size > 120 ? 7 : 10;
  const counts = new Map();
  for (const day of days) counts.set(day.slice(0, length), (counts.get(day.slice(0, length)) ?? 0) + 1);
  return { dates: [...counts.keys()].sort(), counts, undated: model.edges.length - days.length };
}
