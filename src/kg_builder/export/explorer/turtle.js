// What is selected, as RDF in Turtle: the terms of the ontology, the IRIs of graph.ttl. Knows no DOM.
import { isCandidate, readDigest, readPassage } from "./model.js";

const PREFIXES = {
  kg: "https://w3id.org/kg-builder/ontology#",
  rdf: "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
  skos: "http://www.w3.org/2004/02/skos/core#",
  prov: "http://www.w3.org/ns/prov#",
  oa: "http://www.w3.org/ns/oa#",
  org: "http://www.w3.org/ns/org#",
  dcterms: "http://purl.org/dc/terms/",
  xsd: "http://www.w3.org/2001/XMLSchema#",
};
// Must agree with graph/iri.py: what is not kept is percent-encoded as UTF-8.
const ENCODED = new RegExp(
  "[^A-Za-z0-9\\-._~!$&'()*+,;=:@/\\u00a1-\\u00ac\\u00ae-\\u061b\\u061d-\\u167f\\u1681-\\u180d\\u180f-\\u1fff\\u2010-\\u2027" +
    "\\u2030-\\u205e\\u2070-\\u2fff\\u3001-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\ufefe\\uff00-\\uffef\\u{10000}-\\u{1fffd}\\u{20000}-\\u{2fffd}\\u{30000}-\\u{3fffd}]",
  "gu",
);
const UTF8 = new TextEncoder();
/** @type {[RegExp, string][]} */
const DATES = [
  [/^\d{4}-\d\d-\d\d$/, "xsd:date"],
  [/^\d{4}-\d\d$/, "xsd:gYearMonth"],
  [/^\d{4}$/, "xsd:gYear"],
  [/^--\d\d-\d\d$/, "xsd:gMonthDay"],
];

/** The IRI of a key. @param {string} base @param {string} key */
export function encodeKey(base, key) {
  return (
    (/^https?:\/\//.test(key) ? "" : base) +
    key.replace(ENCODED, (character) =>
      [...UTF8.encode(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(""),
    )
  );
}

/** @param {import("./model.js").Model} model @param {import("./formats.js").Part} part */
export function writeTurtle(model, part) {
  const link = (key) => `<${encodeKey(model.base, key)}>`;
  const blocks = [
    ...part.nodes.map((node) => describeNode(model, model.nodes[node], part, link)),
    ...part.edges.flatMap((edge) => describeEdge(model, model.edges[edge], link)),
  ];
  const head = Object.entries(PREFIXES).map(([name, iri]) => `@prefix ${name}: <${iri}> .`);
  return `${[...head, "", ...blocks.map(([subject, lines]) => `${subject} ${lines.filter(Boolean).join(" ;\n    ")} .`)].join("\n")}\n`;
}

function describeNode(model, node, part, link) {
  const label = node.type === "Article" ? "dcterms:title" : "skos:prefLabel";
  const alias = node.type === "Article" ? "dcterms:alternative" : "skos:altLabel";
  const plain = part.edges
    .map((edge) => model.edges[edge])
    .filter((edge) => edge.from === node.index && !edge.former && !isCandidate(edge));
  return [
    link(node.id),
    [
      `a ${[node.type, ...node.classes].map((name) => `kg:${name}`).join(", ")}`,
      node.label && `${label} ${text(node.label)}`,
      ...node.aliases.map((name) => `${alias} ${text(name)}`),
      node.code && `kg:adminCode ${quote(node.code)}`,
      date(node.type === "Article" ? "dcterms:issued" : "kg:date", node.date),
      date("kg:endDate", node.until),
      ...node.same.map((other) => `kg:possiblySame ${link(model.nodes[other].id)}`),
      ...new Set(plain.map((edge) => `kg:${edge.predicate} ${link(model.nodes[edge.to].id)}`)),
    ],
  ];
}

function describeEdge(model, edge, link) {
  const [from, to] = [model.nodes[edge.from], model.nodes[edge.to]];
  const member = edge.predicate === "holdsPost" && to.type === "Organization";
  const statement = [
    link(`statement/${readDigest(edge.id)}`),
    [
      `a kg:Statement${member ? ", org:Membership" : ""}`,
      `rdf:subject ${link(from.id)}`,
      `rdf:predicate kg:${edge.predicate}`,
      `rdf:object ${link(to.id)}`,
      member && `org:member ${link(from.id)}`,
      member && `org:organization ${link(to.id)}`,
      member && edge.title && `org:role ${link(`role/${edge.title}`)}`,
      edge.title && `kg:postTitle ${text(edge.title)}`,
      edge.role && `kg:role ${text(edge.role)}`,
      edge.former && "kg:former true",
      date("kg:from", edge.since),
      date("kg:until", edge.until),
      date("kg:asOf", edge.asOf),
      `kg:confidence ${decimal(edge.confidence)}`,
      edge.grantor >= 0 && `kg:grantor ${link(model.nodes[edge.grantor].id)}`,
      edge.dataset && `prov:wasDerivedFrom ${link(edge.dataset)}`,
      ...edge.evidence.map(
        (number) => `prov:wasDerivedFrom ${link(`evidence/${readDigest(model.reasons[number].id)}`)}`,
      ),
    ],
  ];
  return [statement, ...edge.evidence.flatMap((number) => describeReason(model, model.reasons[number], link))];
}

function describeReason(model, reason, link) {
  const passage = model.passages[reason.passage];
  const article = model.articles[passage.article];
  const subject = link(`evidence/${readDigest(reason.id)}`);
  const selector = subject.replace(/>$/, "#selector>");
  return [
    [
      subject,
      [
        "a kg:Evidence, oa:SpecificResource",
        article && `oa:hasSource ${link(article.source)}`,
        article && `oa:hasScope ${link(model.nodes[article.node].id)}`,
        `oa:hasSelector ${selector}`,
        `kg:rule ${quote(reason.rule)}`,
        `kg:confidence ${decimal(reason.confidence)}`,
      ],
    ],
    [
      selector,
      [
        "a oa:TextPositionSelector, oa:TextQuoteSelector",
        `oa:start ${passage.start}`,
        `oa:end ${passage.end}`,
        `oa:exact ${text(readPassage(model, reason.passage))}`,
      ],
    ],
  ];
}

const decimal = (value) => (Number.isInteger(value) ? value.toFixed(1) : String(value));
const text = (value) => `${quote(value)}@zh`;

function date(property, value) {
  const kind = value && (DATES.find(([form]) => form.test(value))?.[1] ?? "xsd:string");
  return kind && `${property} ${quote(value)}^^${kind}`;
}

/** A string of Turtle. @param {string} value */
export function quote(value) {
  const escaped = value.replace(
    /[\\"\u0000-\u001f\u007f]/g,
    (c) =>
      ({ "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" })[c] ??
      `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return `"${escaped}"`;
}
