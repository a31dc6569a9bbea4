// The picture: vis-network as camera, canvas and pointer; what is drawn and where comes from outside.
import { createCamera, isCalm } from "./camera.js";
import { MANY, isFaint, isStrong, lineTint, radiusOf, styleLine } from "./looks.js";
import { createOverlay } from "./overlay.js";
import { createPainter } from "./painter.js";
import { readTints } from "./tints.js";

const BUSY = 600; // lines: hidden while the picture is dragged
const CAPTIONS = 40;
const MOVE = 450;

/**
 * @typedef {{id: string, node: number, type: string, community: number, name: string, x: number, y: number, r: number,
 *   weight: number, flagged: boolean, size: number}} Mark  a node (`n7`) or a closed community (`g3`, `size` members)
 * @typedef {{id: string, from: string, to: string, count: number, forth: boolean, back: boolean, dashes: false|number[],
 *   predicate: string, text: string, warn: boolean, soft?: boolean}} Line  a bundle of parallel edges (`p5`)
 */

/**
 * @param {HTMLElement} holder
 * @param {{pick: (id: string) => void, open: (id: string) => void, moved: () => void}} listener
 */
export function createPicture(holder, listener) {
  const nodes = new vis.DataSet();
  const edges = new vis.DataSet();
  const overlay = createOverlay();
  const paint = createPainter();
  /** @type {import("./looks.js").Look} */
  const look = {
    tints: readTints(document.documentElement),
    focus: { marks: new Set(), lines: new Set(), centre: "" },
    hovered: "",
    byCommunity: false,
    marks: 0,
    lines: 0,
  };
  const canvas = { dragging: false, ratio: 1 };
  let marks = new Map();
  let lines = new Map();
  let frame = 0;
  let styledAt = 1;
  let busy = false;
  let version = 0; // of everything that the names depend on, but for the camera
  let beside = false;

  const network = new vis.Network(
    holder,
    { nodes, edges },
    {
      physics: false,
      layout: { improvedLayout: false },
      interaction: {
        hover: true,
        selectConnectedEdges: false,
        hoverConnectedEdges: false,
        zoomSpeed: 0.7,
        tooltipDelay: 1e6,
      },
      nodes: { shape: "custom", ctxRenderer: renderMark, chosen: false },
      edges: {
        arrows: { to: { scaleFactor: 0.45 }, from: { scaleFactor: 0.45 } },
        smooth: false,
        chosen: false,
        arrowStrikethrough: true,
        selectionWidth: 0,
        hoverWidth: 0,
      },
    },
  );
  holder.querySelector("div").tabIndex = -1; // the holder has the focus, and the name
  const camera = createCamera(network, holder, () => marks, listener.moved);
  const scaleNow = () => network.getScale();

  function renderMark({ ctx, id, x, y }) {
    const mark = marks.get(id);
    const scale = scaleNow();
    const r = mark ? radiusOf(look, mark, scale) / scale : 1;
    const drawNode = () => {
      if (!mark) return;
      ctx.translate(x, y);
      paint(ctx, look, mark, r, 1 / scale, canvas);
    };
    return { drawNode, nodeDimensions: { width: 2 * r, height: 2 * r } };
  }

  network.on("afterDrawing", (context) => {
    const [width, height] = [holder.clientWidth, holder.clientHeight];
    const key = [version, scaleNow(), width, height].join();
    overlay.draw(context, { key, ...network.canvasToDOM({ x: 0, y: 0 }), width, height, make: describeScene });
  });

  function describeScene() {
    const spots = [];
    const scale = scaleNow();
    for (const mark of marks.values()) {
      const body = network.body.nodes[mark.id];
      if (!body) continue;
      const { x, y } = network.canvasToDOM(body);
      spots.push({
        id: mark.id,
        x,
        y,
        r: radiusOf(look, mark, scale),
        name: mark.name,
        weight: mark.id === look.focus.centre ? Infinity : mark.weight,
        strong: isStrong(look, mark.id),
        faint: isFaint(look, mark.id),
      });
    }
    return {
      spots,
      captions: describeCaptions(),
      width: holder.clientWidth,
      height: holder.clientHeight,
      ink: look.tints.ink,
      paper: look.tints.paper,
      beside,
    };
  }

  function describeCaptions() {
    const named = [...look.focus.lines, ...(look.hovered.startsWith("p") ? [look.hovered] : [])];
    const few = named.length <= CAPTIONS ? named : [];
    return few.map((id) => captionOf(lines.get(id))).filter(Boolean);
  }

  /** @returns {import("./overlay.js").Caption|null} */
  function captionOf(line) {
    const [a, b] = line ? [network.body.nodes[line.from], network.body.nodes[line.to]] : [];
    if (!a || !b) return null;
    return { ends: [network.canvasToDOM(a), network.canvasToDOM(b)], text: line.text, tint: lineTint(look, line) };
  }

  /** Widths and dashes keep their size on the screen at every zoom. */
  function applyStyles() {
    for (const line of lines.values()) {
      const body = network.body.edges[line.id];
      if (!body) continue;
      const { color, opacity, width, dashes } = styleLine(look, line);
      body.options.color = { color, opacity, inherit: false };
      body.options.width = width / styledAt;
      body.options.dashes = dashes && dashes.map((length) => length / styledAt);
    }
  }

  function restyle() {
    applyStyles();
    version++;
    network.redraw();
  }

  network.on("beforeDrawing", (context) => {
    canvas.ratio = context.canvas.width / holder.clientWidth;
    if (scaleNow() === styledAt) return;
    styledAt = scaleNow();
    applyStyles();
  });
  network.on("hoverNode", ({ node }) => hover(node));
  network.on("hoverEdge", ({ edge }) => hover(edge));
  network.on("blurNode", () => hover(""));
  network.on("blurEdge", () => hover(""));
  network.on("click", ({ pointer }) => {
    network.unselectAll();
    listener.pick(network.getNodeAt(pointer.DOM) ?? network.getEdgeAt(pointer.DOM) ?? "");
  });
  network.on("doubleClick", ({ pointer }) => {
    const id = network.getNodeAt(pointer.DOM);
    if (id) listener.open(id);
  });
  for (const event of ["zoom", "dragEnd", "animationFinished"]) network.on(event, () => listener.moved());
  network.on("dragStart", () => (canvas.dragging = true));
  network.on("dragEnd", ({ nodes: [id] }) => {
    canvas.dragging = false;
    if (marks.has(id)) Object.assign(marks.get(id), network.getPosition(id)); // a node was drawn away
    restyle();
  });

  function hover(id) {
    look.hovered = String(id ?? "");
    holder.style.cursor = look.hovered ? "pointer" : "";
    restyle();
  }

  /** Take away what is no longer drawn, add what is new; what stays keeps its place until `moveTo`. */
  function replaceAll(data, wanted, make) {
    const gone = data.getIds().filter((id) => !wanted.has(id));
    if (gone.length) data.remove(gone);
    const known = new Set(data.getIds());
    const fresh = [...wanted.values()].filter((item) => !known.has(item.id)).map(make);
    if (fresh.length) data.add(fresh);
  }

  const arrowsOf = (line) => [line.forth && "to", line.back && "from"].filter(Boolean).join();
  const makeLine = (line) => ({ id: line.id, from: line.from, to: line.to, arrows: arrowsOf(line) });

  function glide(targets) {
    cancelAnimationFrame(frame);
    const moving = [...targets]
      .filter(([id]) => network.body.nodes[id])
      .map(([id, to]) => ({ body: network.body.nodes[id], to, from: { ...position(id) } }));
    const still = moving.every(({ from, to }) => from.x === to.x && from.y === to.y);
    const begin = performance.now();
    const step = () => {
      const t = still || isCalm() || moving.length > MANY ? 1 : Math.min(1, (performance.now() - begin) / MOVE);
      const eased = t * t * (3 - 2 * t);
      for (const { body, from, to } of moving) {
        body.x = from.x + (to.x - from.x) * eased;
        body.y = from.y + (to.y - from.y) * eased;
      }
      version++;
      network.redraw();
      if (t < 1) frame = requestAnimationFrame(step);
    };
    step();
  }

  const position = (id) => ({ x: network.body.nodes[id].x, y: network.body.nodes[id].y });

  return {
    network,
    overlay,
    scene: describeScene,
    marks: () => marks,
    lines: () => lines,
    lookNow: () => look,
    camera,
    /** @param {Mark[]} nextMarks @param {Line[]} nextLines @param {boolean} namesBeside */
    show(nextMarks, nextLines, namesBeside = false) {
      beside = namesBeside;
      marks = new Map(nextMarks.map((mark) => [mark.id, mark]));
      const before = lines;
      lines = new Map(nextLines.map((line) => [line.id, line]));
      [look.marks, look.lines] = [marks.size, lines.size];
      const changed = [...lines.values()].filter(
        (line) => before.has(line.id) && JSON.stringify(before.get(line.id)) !== JSON.stringify(line),
      );
      if (busy !== lines.size > BUSY) {
        busy = !busy;
        network.setOptions({ interaction: { hideEdgesOnDrag: busy, hideEdgesOnZoom: busy } });
      }
      replaceAll(nodes, marks, ({ id, x, y }) => ({ id, x, y }));
      replaceAll(edges, lines, makeLine);
      if (changed.length) edges.update(changed.map(makeLine));
      glide(new Map(nextMarks.map(({ id, x, y }) => [id, { x, y }])));
    },
    /** @param {import("./looks.js").Focus} next @param {boolean} communities */
    emphasise(next, communities) {
      look.focus = next;
      look.byCommunity = communities;
      restyle();
    },
    retint() {
      look.tints = readTints(document.documentElement);
      restyle();
    },
    /** Let one mark stand out, with the chosen one. @param {string} id */
    point(id) {
      const chosen = look.focus.chosen ?? look.focus.centre;
      look.focus = { marks: new Set([id, chosen]), lines: new Set(), centre: id, chosen };
      restyle();
      if (!camera.sees(id)) camera.centre(id);
    },
  };
}
