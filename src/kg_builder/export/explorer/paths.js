// The shortest way from one node to another over the whole graph, not only over what is drawn. Knows no DOM.
import { otherEnd } from "./model.js";

/**
 * Breadth first over what the filters let pass, in either direction of the edges.
 * @param {import("./model.js").Model} model
 * @param {import("./visible.js").Filtered} filtered  the ends need not pass
 * @param {number} from @param {number} to
 * @returns {{nodes: number[], edges: number[]}|null}  one edge for each hop; null where there is no way
 */
export function findPath(model, filtered, from, to) {
  const via = new Int32Array(model.nodes.length).fill(-1);
  const seen = new Uint8Array(model.nodes.length);
  seen[from] = 1;
  let front = [from];
  while (front.length && !seen[to]) {
    const next = [];
    for (const node of front) {
      for (const edge of model.around[node]) {
        const other = otherEnd(model.edges[edge], node);
        if (seen[other] || !filtered.admitted[edge] || (other !== to && !filtered.passes[other])) continue;
        seen[other] = 1;
        via[other] = edge;
        next.push(other);
      }
    }
    front = next;
  }
  return seen[to] ? retrace(model, via, from, to) : null;
}

function retrace(model, via, from, to) {
  const nodes = [to];
  const edges = [];
  while (nodes[0] !== from) {
    edges.unshift(via[nodes[0]]);
    nodes.unshift(otherEnd(model.edges[edges[0]], nodes[0]));
  }
  return { nodes, edges };
}
