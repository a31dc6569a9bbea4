// Finds nodes by what a reader types: Chinese, an alias, pinyin or its initials. Knows no DOM.

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
    const wanted = query.trim().toLowerCase();
    if (!wanted) return [];
    const best = new Map();
    for (const entry of entries) {
      const hit = matchName(entry, wanted);
      if (hit && !(best.get(entry.node)?.rank <= hit.rank)) best.set(entry.node, hit);
    }
    const hits = [...best.values()];
    hits.sort((a, b) => a.rank - b.rank || model.nodes[b.node].degree - model.nodes[a.node].degree || a.node - b.node);
    return hits.slice(0, limit);
  };
}

function describeName(model, node, name) {
  const characters = [...name];
  const readings = characters.map((character, i) => {
    const surname = i === 0 && node.type === "Person" && model.surnames[character];
    const found = surname || model.readings[character];
    return found ? found.split(" ") : [character.toLowerCase()];
  });
  let letters = 0;
  for (const reading of readings.flat()) for (const letter of reading) letters |= bit(letter);
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

/** Letters a–z as bits, so that most names are passed over by one comparison. */
function bit(letter) {
  const code = letter.charCodeAt(0) - 97;
  return code >= 0 && code < 26 ? 1 << code : 1 << 30;
}

function matchName(entry, wanted) {
  const at = entry.plain.indexOf(wanted);
  if (at >= 0) {
    const rank = (entry.plain === wanted ? 0 : at === 0 ? 2 : 4) + entry.later;
    return { node: entry.node, name: entry.name, start: at, length: wanted.length, rank };
  }
  if (!/^[a-z]+$/.test(wanted)) return null;
  for (const letter of wanted) if (!(entry.letters & bit(letter))) return null;
  for (let start = 0; start < entry.readings.length; start++) {
    const end = readAloud(entry.readings, start, wanted, 0);
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

/** The end of the characters that the letters spell, each by a whole reading or the beginning of one; -1 for none. */
function readAloud(readings, position, wanted, at) {
  if (at === wanted.length) return position;
  if (position === readings.length) return -1;
  for (const reading of readings[position]) {
    let length = 0;
    while (length < reading.length && reading[length] === wanted[at + length]) length++;
    for (; length > 0; length--) {
      const end = readAloud(readings, position + 1, wanted, at + length);
      if (end >= 0) return end;
    }
  }
  return -1;
}
