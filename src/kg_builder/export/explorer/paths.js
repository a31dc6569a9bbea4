// The shortest way from one node to another over the whole graph, not only over what is drawn. Knows no DOM.
import { otherEnd } from "./model.js";

/**
 * Breadth first over admitted edges, in either direction.
 * @param {import("./model.js").Model} model
 * @param {Uint8Array} admitted  1 for each edge that may be used
 * @param {number} from @param {number} to
 * @returns {{nodes: number[], edges: number[]}|null}  one edge for each hop; null where there is no way
 */
export function findPath(model, admitted, from, to) {
  const via = new Int32Array(model.nodes.length).fill(-1);
  const seen = new Uint8Array(model.nodes.length);
  seen[from] = 1;
  let front = [from];
  while (front.length && !seen[to]) {
    const next = [];
    for (const node of front) {
      for (const edge of model.around[node]) {
        const other = otherEnd(model.edges[edge], node);
        if (!admitted[edge] || seen[other]) continue;
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
