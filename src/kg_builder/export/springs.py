"""Springs and room: the arithmetic of the layout, on points alone."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

Point = tuple[float, float]
LENGTH = 100.0          # wanted length of an edge, in pixels


def spring(count: int, pairs: Sequence[tuple[int, int]], *, length: float, seed: int, steps: int,
           weights: Sequence[float] = ()) -> list[Point]:
    """Return a settled spring layout (Fruchterman and Reingold), repulsion reaching a few lengths through a grid.

    Args:
        count: number of nodes.
        pairs: linked nodes, sorted.
        length: wanted length of an edge, in pixels.
        seed: of the starting positions.
        steps: how long to let it settle.
        weights: how hard each pair pulls; 1 where there are none.
    """
    rng = random.Random(seed)
    side = length * math.sqrt(count)
    xs = [rng.random() * side for _ in range(count)]
    ys = [rng.random() * side for _ in range(count)]
    pulls = weights or [1.0] * len(pairs)
    for step in range(steps):
        push_x, push_y = _repel(xs, ys, length, length * (5 if step < steps // 3 else 3))
        for (a, b), weight in zip(pairs, pulls, strict=True):
            dx, dy = xs[a] - xs[b], ys[a] - ys[b]
            pull = weight * math.sqrt(dx * dx + dy * dy) / length
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
        others = [j for shift in ((1, -1), (1, 0), (1, 1), (0, 1))
                  for j in cells.get((column + shift[0], row + shift[1]), ())]
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


def make_room(points: Sequence[Point], *, width: float, height: float, rounds: int = 60) -> list[Point]:
    """Push points apart until each has a box of this size to itself, along the shorter way, or the rounds are over."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    for _ in range(rounds):
        order = sorted(range(len(xs)), key=lambda i: (xs[i], i))
        moved = False
        for position, i in enumerate(order):
            for j in order[position + 1 :]:
                if xs[j] - xs[i] >= width:
                    break
                over_x, over_y = width - abs(xs[j] - xs[i]), height - abs(ys[j] - ys[i])
                if over_x <= 0.5 or over_y <= 0.5:
                    continue
                moved = True
                if over_x / width < over_y / height:
                    step = over_x / 2 if xs[j] >= xs[i] else -over_x / 2
                    xs[i], xs[j] = xs[i] - step, xs[j] + step
                else:
                    step = over_y / 2 if ys[j] >= ys[i] else -over_y / 2
                    ys[i], ys[j] = ys[i] - step, ys[j] + step
        if not moved:
            break
    return list(zip(xs, ys, strict=True))


def fill_shape(points: Sequence[Point], *, aspect: float, most: float = 1.8) -> list[Point]:
    """Return the points around the origin, drawn out up to `most` times to be `aspect` times as wide as high."""
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    width, height = right - left + LENGTH, bottom - top + LENGTH
    scale_x = min(most, max(1.0, height * aspect / width))
    scale_y = min(most, max(1.0, width / aspect / height))
    return [((x - (left + right) / 2) * scale_x, (y - (top + bottom) / 2) * scale_y) for x, y in points]


def separate(centres: Sequence[Point], radii: Sequence[float], *, rounds: int = 60) -> list[Point]:
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
                    xs[i], ys[i] = xs[i] + dx * step, ys[i] + dy * step
                    xs[j], ys[j] = xs[j] - dx * step, ys[j] - dy * step
        if not moved:
            break
    return list(zip(xs, ys, strict=True))
