// Finds nodes by what a reader types: Chinese, an alias, pinyin or its initials. Knows no DOM.

const LONGEST = 60; // characters of a query
const MOST = 1 << 20; // relations that count

/**
 * @typedef {import("./model.js").Model} Model
 * @typedef {{node: number, name: string, start: number, length: number, rank: number}} Hit  where in which name
 */

/**
 * Prepare the search once; each query then is a few milliseconds at 20,000 nodes.
 * @param {Model} model
 * @returns {(query: string, limit?: number) => Hit[]}
 */
export function indexNames(model) {
  const entries = [];
  for (const node of model.nodes) {
    for (const name of [node.label, ...node.aliases]) if (name) entries.push(describeName(model, node, name));
  }
  return (query, limit = 12) => {
    const wanted = query.trim().toLowerCase().slice(0, LONGEST);
    if (!wanted) return [];
    const spelt = /^[a-z0-9]+$/.test(wanted) ? bitsOf(wanted) : -1;
    const best = new Map();
    for (const entry of entries) {
      const hit = matchName(entry, wanted, spelt);
      if (hit && !(best.get(entry.node)?.rank <= hit.rank)) best.set(entry.node, hit);
    }
    return pickFirst(best.values(), limit, (hit) => hit.rank * MOST - Math.min(model.nodes[hit.node].degree, MOST - 1));
  };
}

/** The items with the least values, the earlier first of equals. */
function pickFirst(items, limit, valueOf) {
  const first = [];
  for (const item of items) {
    const value = valueOf(item);
    if (first.length === limit && value >= first[limit - 1].value) continue;
    let at = first.length;
    while (at > 0 && first[at - 1].value > value) at--;
    first.splice(at, 0, { value, item });
    if (first.length > limit) first.pop();
  }
  return first.map(({ item }) => item);
}

function describeName(model, node, name) {
  const characters = [...name];
  const readings = characters.map((character, i) => {
    const surname = i === 0 && node.type === "Person" && model.surnames[character];
    const found = surname || model.readings[character];
    return found ? found.split(" ") : [character.toLowerCase()];
  });
  const letters = bitsOf(readings.flat().join(""));
  return {
    node: node.index,
    name,
    plain: name.toLowerCase(),
    characters,
    readings,
    letters,
    later: node.type === "Article" ? 3 : name === node.label ? 0 : 1,
  };
}

/** Letters a–z as bits, all else as one more, so that most names are passed over by one comparison. */
function bitsOf(text) {
  let bits = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i) - 97;
    bits |= code >= 0 && code < 26 ? 1 << code : 1 << 30;
  }
  return bits;
}

function matchName(entry, wanted, spelt) {
  const at = entry.plain.indexOf(wanted);
  if (at >= 0) {
    const rank = (entry.plain === wanted ? 0 : at === 0 ? 2 : 4) + entry.later;
    return { node: entry.node, name: entry.name, start: at, length: wanted.length, rank };
  }
  if (spelt < 0 || (entry.letters & spelt) !== spelt) return null;
  const dead = new Set();
  for (let start = 0; start < entry.readings.length; start++) {
    const end = readAloud(entry.readings, start, wanted, 0, dead);
    if (end < 0) continue;
    const before = entry.characters.slice(0, start).join("").length;
    const length = entry.characters.slice(start, end).join("").length;
    const whole = start === 0 && end === entry.readings.length;
    return {
      node: entry.node,
      name: entry.name,
      start: before,
      length,
      rank: (whole ? 6 : start === 0 ? 8 : 10) + entry.later,
    };
  }
  return null;
}

/**
 * The end of the characters that the letters spell, each by a whole reading or the beginning of one; -1 for none.
 * `dead` are the places that led nowhere: without it, a name made for that could take for ever.
 */
function readAloud(readings, position, wanted, at, dead) {
  if (at === wanted.length) return position;
  const here = position * (LONGEST + 1) + at;
  if (position === readings.length || dead.has(here)) return -1;
  for (const reading of readings[position]) {
    let length = 0;
    while (length < reading.length && reading[length] === wanted[at + length]) length++;
    for (; length > 0; length--) {
      const end = readAloud(readings, position + 1, wanted, at + length, dead);
      if (end >= 0) return end;
    }
  }
  dead.add(here);
  return -1;
}
