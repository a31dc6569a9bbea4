"""Where each node of a graph stands when the page opens: settled at build time, and the same on every machine.

Plain Python on purpose: only + - * / and the square root, which IEEE 754 defines to the last bit, so that the rounded
coordinates do not depend on a numeric library. Nodes are integers here. Each community (at most `LARGEST` nodes) is laid
out by springs, communities are spread like large nodes, and connected components are packed in rows.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence

import networkx as nx

Point = tuple[float, float]
LENGTH = 100.0          # wanted length of an edge
STRETCH = 1.35          # wider than high: labels are
LARGEST = 300           # nodes that one spring layout takes
ASPECT = 1.5            # of the packed picture


def lay_out(count: int, links: Iterable[tuple[int, int]], *, seed: int = 7) -> tuple[list[tuple[int, int]], list[int]]:
    """Return a position (pixels, integers) and a community (0 is the largest) for each node.

    :param count: number of nodes; they are 0 … count - 1
    :param links: pairs of nodes that belong together; direction, loops and repetition do not matter
    :param seed: of the starting positions
    """
    graph = nx.Graph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from(sorted({(min(a, b), max(a, b)) for a, b in links if a != b}))
    components = sorted((sorted(c) for c in nx.connected_components(graph)), key=lambda c: (-len(c), c[0]))
    singles = [component[0] for component in components if len(component) == 1]
    boxes: list[dict[int, Point]] = []
    communities: list[list[int]] = []
    for component in components[: len(components) - len(singles)]:
        groups = _communities(graph.subgraph(component), seed)
        communities += groups
        boxes.append(_place_component(graph, groups, seed))
    boxes += _shelve(singles)
    positions = _pack(boxes)
    member = _number(count, communities)
    return [(round(positions[n][0]), round(positions[n][1])) for n in range(count)], member


def _number(count: int, communities: list[list[int]]) -> list[int]:
    """Return each node's community, counted from the largest; nodes without an edge share the last number."""
    member = [len(communities)] * count
    for number, group in enumerate(sorted(communities, key=lambda g: (-len(g), g[0]))):
        for node in group:
            member[node] = number
    return member


def _communities(graph: nx.Graph, seed: int) -> list[list[int]]:
    """Return the communities of a connected graph, each sorted and none larger than `LARGEST`."""
    if graph.number_of_nodes() <= 12:
        return [sorted(graph)]
    found = nx.community.louvain_communities(_ordered(graph), seed=seed)
    groups: list[list[int]] = []
    for group in sorted((sorted(g) for g in found), key=lambda g: g[0]):
        groups += [group[i : i + LARGEST] for i in range(0, len(group), LARGEST)]
    return groups


def _ordered(graph: nx.Graph) -> nx.Graph:
    """Return a copy whose nodes and edges stand in order: a view's order is not promised."""
    copy = nx.Graph()
    copy.add_nodes_from(sorted(graph))
    copy.add_edges_from(sorted((min(e), max(e)) for e in graph.edges))
    return copy


def _place_component(graph: nx.Graph, groups: list[list[int]], seed: int) -> dict[int, Point]:
    """Lay out a connected component: as a whole when small, else by community."""
    nodes = sorted(node for group in groups for node in group)
    if len(nodes) <= LARGEST // 2:
        return _place_group(graph, nodes, seed)
    inner = [_place_group(graph, group, seed) for group in groups]
    radii = [max(math.sqrt(x * x + y * y) for x, y in box.values()) + LENGTH / 2 for box in inner]
    number = {node: i for i, group in enumerate(groups) for node in group}
    between = sorted({(min(a, b), max(a, b)) for a, b in ((number[u], number[v]) for u, v in graph.edges(nodes)) if a != b})
    mean = sum(radii) / len(radii)
    centres = spring(len(groups), between, length=2 * mean, seed=seed, steps=80)
    centres = _separate(centres, radii)
    return {
        node: (x + centres[i][0], y + centres[i][1])
        for i, box in enumerate(inner)
        for node, (x, y) in box.items()
    }


def _place_group(graph: nx.Graph, nodes: list[int], seed: int) -> dict[int, Point]:
    """Lay out some nodes by springs, centred on the origin."""
    index = {node: i for i, node in enumerate(nodes)}
    pairs = sorted((index[u], index[v]) for u, v in graph.subgraph(nodes).edges)
    points = spring(len(nodes), pairs, length=LENGTH, seed=seed, steps=90 if len(nodes) <= 150 else 60)
    middle_x = (min(x for x, _ in points) + max(x for x, _ in points)) / 2
    middle_y = (min(y for _, y in points) + max(y for _, y in points)) / 2
    return {node: ((x - middle_x) * STRETCH, y - middle_y) for node, (x, y) in zip(nodes, points, strict=True)}


def spring(count: int, pairs: Sequence[tuple[int, int]], *, length: float, seed: int, steps: int) -> list[Point]:
    """Return a settled spring layout (Fruchterman and Reingold), repulsion reaching a few lengths through a grid.

    :param count: number of nodes
    :param pairs: linked nodes, sorted
    :param length: wanted length of an edge, in pixels
    :param seed: of the starting positions
    :param steps: how long to let it settle
    """
    rng = random.Random(seed)
    side = length * math.sqrt(count)
    xs = [rng.random() * side for _ in range(count)]
    ys = [rng.random() * side for _ in range(count)]
    # A leaf must not pull as hard as it is pulled, or hubs collapse upon one another.
    for step in range(steps):
        reach = length * (5 if step < steps // 3 else 3)
        push_x, push_y = _repel(xs, ys, length, reach)
        for a, b in pairs:
            dx, dy = xs[a] - xs[b], ys[a] - ys[b]
            pull = math.sqrt(dx * dx + dy * dy) / length
            push_x[a] -= dx * pull
            push_y[a] -= dy * pull
            push_x[b] += dx * pull
            push_y[b] += dy * pull
        limit = side / 8 * (1 - step / steps) ** 2 + 1
        for i in range(count):
            dx, dy = push_x[i] - (xs[i] - side / 2) * 0.02, push_y[i] - (ys[i] - side / 2) * 0.02
            far = math.sqrt(dx * dx + dy * dy)
            scale = limit / far if far > limit else 1.0
            xs[i] += dx * scale
            ys[i] += dy * scale
    return list(zip(xs, ys, strict=True))


def _repel(xs: list[float], ys: list[float], length: float, reach: float) -> tuple[list[float], list[float]]:
    """Return how far each point is pushed by those within `reach`, found by a grid."""
    cells: dict[tuple[int, int], list[int]] = {}
    for i, (x, y) in enumerate(zip(xs, ys, strict=True)):
        cells.setdefault((int(x // reach), int(y // reach)), []).append(i)
    push_x, push_y = [0.0] * len(xs), [0.0] * len(xs)
    square, limit = length * length, reach * reach
    for (column, row), members in cells.items():
        others = [
            j
            for shift in ((1, -1), (1, 0), (1, 1), (0, 1))
            for j in cells.get((column + shift[0], row + shift[1]), ())
        ]
        for position, i in enumerate(members):
            x, y, sum_x, sum_y = xs[i], ys[i], 0.0, 0.0
            for group in (members[position + 1 :], others):
                for j in group:
                    dx, dy = x - xs[j], y - ys[j]
                    distance = dx * dx + dy * dy
                    if distance < limit:
                        force = square / (distance + 1.0)
                        sum_x += dx * force
                        sum_y += dy * force
                        push_x[j] -= dx * force
                        push_y[j] -= dy * force
            push_x[i] += sum_x
            push_y[i] += sum_y
    return push_x, push_y


def _separate(centres: list[Point], radii: list[float], *, rounds: int = 60) -> list[Point]:
    """Push circles apart until they no longer overlap, or the rounds are over."""
    xs, ys = [x for x, _ in centres], [y for _, y in centres]
    for _ in range(rounds):
        moved = False
        for i in range(len(xs)):
            for j in range(i + 1, len(xs)):
                dx, dy = xs[i] - xs[j], ys[i] - ys[j]
                distance = math.sqrt(dx * dx + dy * dy) + 0.01
                overlap = radii[i] + radii[j] - distance
                if overlap > 1:
                    moved = True
                    step = overlap / distance / 2
                    xs[i] += dx * step
                    ys[i] += dy * step
                    xs[j] -= dx * step
                    ys[j] -= dy * step
        if not moved:
            break
    return list(zip(xs, ys, strict=True))


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


def _bounds(box: dict[int, Point]) -> tuple[float, float, float, float]:
    """Return left, top, width and height."""
    left, top = min(x for x, _ in box.values()), min(y for _, y in box.values())
    return left, top, max(x for x, _ in box.values()) - left, max(y for _, y in box.values()) - top
