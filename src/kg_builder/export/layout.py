"""Where each node of a graph stands when the page opens: settled at build time, and the same on every machine.

Plain Python on purpose: only + - * / and the square root, which IEEE 754 defines to the last bit, so that the rounded
coordinates do not depend on a numeric library. Nodes are integers here. Each community (at most `LARGEST` nodes) is
laid out by springs, communities are spread like large nodes, and connected components are packed in rows.
"""

from __future__ import annotations

import gc
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import networkx as nx

from kg_builder.export.springs import LENGTH, Point, fill_shape, make_room, separate, spring

STRETCH = 1.1           # wider than high: labels are
LARGEST = 300           # nodes that one spring layout takes
ASPECT = 1.0            # width by height of the picture
WIDEST = 1.5            # how far it is drawn out for that
TIE = 0.2               # how hard a tie pulls, compared with a link
Pairs = Iterable[tuple[int, int]]
Edge = tuple[int, int, float]       # two nodes, the smaller first, and how hard they pull


def lay_out(count: int, links: Pairs, *, ties: Pairs = (), shown: Iterable[int] = (), seed: int = 7
            ) -> tuple[list[tuple[int, int]], list[int]]:
    """Return a position (pixels, integers) and a community (0 is the largest) for each node.

    Args:
        count: number of nodes; they are 0 … count - 1.
        links: pairs of nodes that belong together; direction, loops and repetition do not matter.
        ties: pairs that belong together loosely, such as what is named in one article.
        shown: the nodes that the picture opens with, for its shape; all where there are none.
        seed: of the starting positions.
    """
    edges = _weigh(links, ties)
    components = _find_components(count, edges)
    singles = [component[0] for component in components if len(component) == 1]
    large = components[: len(components) - len(singles)]
    boxes: list[dict[int, Point]] = []
    communities: list[list[int]] = []
    for component, inner in zip(large, _divide(edges, large)[0], strict=True):
        groups = _find_communities(component, inner, seed)
        communities += groups
        boxes.append(_place_component(component, inner, groups, seed))
    boxes += _shelve(singles)
    positions = _stretch(_pack(boxes), list(shown) or range(count))
    member = _number(count, communities)
    return [(round(positions[n][0]), round(positions[n][1])) for n in range(count)], member


def _weigh(links: Pairs, ties: Pairs) -> list[Edge]:
    """Return each pair that is linked or tied once, sorted."""
    weights = {(min(a, b), max(a, b)): weight for pairs, weight in ((ties, TIE), (links, 1.0)) for a, b in pairs}
    return sorted((a, b, weight) for (a, b), weight in weights.items() if a != b)


def _find_components(count: int, edges: list[Edge]) -> list[list[int]]:
    """Return the connected components, each sorted; the largest first, those of one size by their first nodes."""
    leader = list(range(count))

    def find(node: int) -> int:
        while leader[node] != node:
            leader[node] = leader[leader[node]]
            node = leader[node]
        return node

    for a, b, _ in edges:
        leader[find(b)] = find(a)
    members: defaultdict[int, list[int]] = defaultdict(list)
    for node in range(count):
        members[find(node)].append(node)
    return sorted(members.values(), key=lambda component: (-len(component), component[0]))


def _divide(edges: list[Edge], groups: list[list[int]]) -> tuple[list[list[Edge]], list[tuple[int, int]]]:
    """Return the edges inside each group, in their order, and the pairs of groups that have edges in between."""
    number = {node: i for i, group in enumerate(groups) for node in group}
    inside: list[list[Edge]] = [[] for _ in groups]
    between: set[tuple[int, int]] = set()
    for edge in edges:
        one, other = sorted((number[edge[0]], number[edge[1]]))
        if one == other:
            inside[one].append(edge)
        else:
            between.add((one, other))
    return inside, sorted(between)


def _number(count: int, communities: list[list[int]]) -> list[int]:
    """Return each node's community, counted from the largest; nodes without an edge share the last number."""
    member = [len(communities)] * count
    for number, group in enumerate(sorted(communities, key=lambda g: (-len(g), g[0]))):
        for node in group:
            member[node] = number
    return member


class _Weight:
    """The only attribute of an edge, as networkx asks for it; a dictionary for each takes six times the memory."""

    __slots__ = ("weight",)

    def update(self, values: Mapping[str, float]) -> None:
        if values:
            self.weight = values["weight"]

    def get(self, name: str, default: float = 1.0) -> float:
        return self.weight

    def __getitem__(self, name: str) -> float:
        return self.weight

    def __contains__(self, name: str) -> bool:
        return True


class _Graph(nx.Graph):  # type: ignore[type-arg]
    edge_attr_dict_factory = _Weight  # type: ignore[assignment]


def _find_communities(component: list[int], edges: list[Edge], seed: int) -> list[list[int]]:
    """Return the communities of a connected component, each sorted and none larger than `LARGEST`."""
    if len(component) <= 12:
        return [component]
    graph = _Graph()
    graph.add_nodes_from(component)
    graph.add_weighted_edges_from(edges)
    found = nx.community.louvain_communities(graph, seed=seed)
    if len(component) > LARGEST:
        gc.collect()            # networkx's graphs refer to themselves: they would stay while the page is written
    groups: list[list[int]] = []
    for group in sorted((sorted(g) for g in found), key=lambda g: g[0]):
        groups += [group[i : i + LARGEST] for i in range(0, len(group), LARGEST)]
    return groups


def _place_component(nodes: list[int], edges: list[Edge], groups: list[list[int]], seed: int) -> dict[int, Point]:
    """Lay out a connected component: as a whole when small, else by community."""
    if len(nodes) <= LARGEST:
        return _place_group(nodes, edges, seed, steps=150 if len(nodes) <= 100 else 60)
    steps = 60 if len(nodes) <= 2000 else 36 if len(nodes) <= 10000 else 20     # a large one is seen from afar first
    inside, between = _divide(edges, groups)
    inner = [_place_group(group, own, seed, steps=steps) for group, own in zip(groups, inside, strict=True)]
    radii = [max(math.sqrt(x * x + y * y) for x, y in box.values()) + LENGTH / 2 for box in inner]
    centres = spring(len(groups), between, length=2 * sum(radii) / len(radii), seed=seed, steps=80)
    centres = separate(centres, radii)
    return {node: (x + centres[i][0], y + centres[i][1]) for i, box in enumerate(inner) for node, (x, y) in box.items()}


def _place_group(nodes: list[int], edges: list[Edge], seed: int, *, steps: int) -> dict[int, Point]:
    """Lay out some nodes by springs, centred on the origin."""
    index = {node: i for i, node in enumerate(nodes)}
    points = spring(len(nodes), [(index[a], index[b]) for a, b, _ in edges], weights=[weight for _, _, weight in edges],
                    length=LENGTH, seed=seed, steps=steps)
    points = make_room([(x * STRETCH, y) for x, y in points], width=LENGTH * 1.2, height=LENGTH * 0.55)
    return dict(zip(nodes, fill_shape(points, aspect=ASPECT), strict=True))


def _shelve(singles: list[int]) -> list[dict[int, Point]]:
    """Set nodes without an edge in rows, as one box."""
    columns = max(1, math.ceil(math.sqrt(len(singles) * ASPECT)))
    places = {n: ((i % columns) * LENGTH * STRETCH, (i // columns) * LENGTH / 2) for i, n in enumerate(singles)}
    return [places] if places else []


def _pack(boxes: list[dict[int, Point]]) -> dict[int, Point]:
    """Set the boxes side by side in rows, so that the picture is about `ASPECT` times as wide as high."""
    sizes = [_bounds(box) for box in boxes]
    gap = LENGTH
    area = sum((w + gap) * (h + gap) for _, _, w, h in sizes)
    width = max([math.sqrt(area * ASPECT), *(w + gap for _, _, w, _ in sizes)], default=0.0)
    placed: dict[int, Point] = {}
    x = y = row = 0.0
    for box, (left, top, w, h) in zip(boxes, sizes, strict=True):
        if x and x + w > width:
            x, y, row = 0.0, y + row + gap, 0.0
        for node, (px, py) in box.items():
            placed[node] = (px - left + x, py - top + y)
        x += w + gap
        row = max(row, h)
    return placed


def _stretch(positions: dict[int, Point], shown: Sequence[int]) -> dict[int, Point]:
    """Draw the picture out until what is shown of it is about as wide as `ASPECT` says."""
    if not shown:
        return positions
    _, _, width, height = _bounds({node: positions[node] for node in shown})
    scale_x = min(WIDEST, max(1.0, (height + LENGTH) * ASPECT / (width + LENGTH)))
    scale_y = min(WIDEST, max(1.0, (width + LENGTH) / ASPECT / (height + LENGTH)))
    return {node: (x * scale_x, y * scale_y) for node, (x, y) in positions.items()}


def _bounds(box: dict[int, Point]) -> tuple[float, float, float, float]:
    """Return left, top, width and height."""
    left, top = min(x for x, _ in box.values()), min(y for _, y in box.values())
    return left, top, max(x for x, _ in box.values()) - left, max(y for _, y in box.values()) - top
