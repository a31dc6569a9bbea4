"""How sure a reading is: factors of the evidence, weighed by a table that was fitted on articles with known answers.

What goes in: how often the *rule* is right; how the *names* at its ends were found (a list of divisions is surer than a
shape); what the rule *stated*, which knows whether the ends are named in the match or stand elsewhere (references,
topics, how far back); and the *distance* between the mentions. Each moves the odds; at the end the *fitted* step sets
the figure to what share of such readings was right. The factors that are recorded multiply to the confidence. What a
rule states as a candidate stays one. `benchmarks/calibration.py` fits the table.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from kg_builder.errors import RuleError
from kg_builder.model import Evidence, Statement
from kg_builder.ontology import SURE

TABLE = Path(__file__).resolve().parent.parent / "lexicons" / "confidence.json"
LEAST, MOST = 0.02, 0.99
CANDIDATE = 0.49            # at most, where the rule itself states less than is sure
FEATURES = ("names", "stated", "distance")

Steps = tuple[tuple[float, float], ...]     # (from this value on, what it is worth), ascending


@dataclass(frozen=True, slots=True)
class Table:
    """What was fitted: on what and when, how often each rule is right, what the features are worth, the final steps.

    `rules` are shares of right readings; `weights` give for each feature what is added to the logarithm of the odds;
    `steps` map the sum, as a probability, to the share of right readings: between two of them on a straight line.
    """

    date: str
    fitted_on: str
    rules: Mapping[str, float]
    weights: Mapping[str, Steps]
    steps: Steps


def measure(evidence: Evidence) -> dict[str, float]:
    """Return the features of a reading: surety of the names and as stated, from 0 to 1, and distance in characters."""
    ends = [mention for mention in (evidence.subject, evidence.object) if mention is not None]
    gap = max(m.start for m in ends) - min(m.end for m in ends) if len(ends) > 1 else 0
    return {"names": min((m.confidence for m in ends), default=1.0),
            "stated": evidence.confidence,
            "distance": float(max(gap, 0))}


def weigh(statement: Statement, table: Table | None) -> Statement:
    """Return a statement, fresh from one article, with the confidence that the table gives; itself without a table."""
    if table is None or not statement.evidence:
        return statement
    evidence = tuple(weigh_evidence(item, table) for item in statement.evidence)
    return replace(statement, evidence=evidence, confidence=max(item.confidence for item in evidence))


def weigh_evidence(evidence: Evidence, table: Table) -> Evidence:
    """Return a reading with its confidence, and the factors whose product that is."""
    stated = next((value for name, value in evidence.factors if name == "rule"), evidence.confidence)
    odds = logit(table.rules.get(evidence.rule, stated))
    chain = [("rule", sigmoid(odds))]
    measured = measure(evidence)
    for name in FEATURES:
        odds += look_up(table.weights.get(name, ()), measured[name])
        chain.append((name, sigmoid(odds)))
    final = round(interpolate(table.steps, sigmoid(odds)), 4)
    if evidence.confidence < SURE:
        final = min(final, CANDIDATE)
    chain.append(("fitted", final))
    factors = keep_factors((name, value / before) for (_, before), (name, value) in pairwise([("", 1.0), *chain]))
    kept = keep_factors((name, value) for name, value in factors if value != 1 or name == "rule")
    return replace(evidence, confidence=final, factors=kept)


def keep_factors(factors: Iterable[tuple[str, float]]) -> tuple[tuple[str, float], ...]:
    """Return factors as evidence keeps them: with four digits, and the same object for those that are equal."""
    return _share(tuple((name, round(value, 4)) for name, value in factors))


@lru_cache(maxsize=4096)
def _share(factors: tuple[tuple[str, float], ...]) -> tuple[tuple[str, float], ...]:
    return factors              # ten thousands of readings have a few hundred different ones


def logit(share: float) -> float:
    """Return the logarithm of the odds of a probability, which is kept off 0 and 1."""
    share = min(max(share, LEAST), MOST)
    return math.log(share / (1 - share))


def sigmoid(odds: float) -> float:
    """Return the probability of odds that are given as their logarithm."""
    return 1 / (1 + math.exp(-odds))


def look_up(steps: Steps, value: float) -> float:
    """Return what the last step not above the value is worth; 0 below the first."""
    index = bisect_right([start for start, _ in steps], value) - 1
    return steps[index][1] if index >= 0 else 0.0


def interpolate(steps: Sequence[tuple[float, float]], value: float) -> float:
    """Return the value on the line through the steps, level beyond the first and the last; itself without steps."""
    if not steps:
        return value
    index = bisect_right([start for start, _ in steps], value)
    if index == 0:
        return steps[0][1]
    if index == len(steps):
        return steps[-1][1]
    (low, one), (high, other) = steps[index - 1], steps[index]
    return one + (other - one) * (value - low) / (high - low)


@lru_cache(maxsize=1)
def load_table() -> Table | None:
    """Return the packaged table, or None where none was fitted.

    Raises:
        RuleError: if the file is not what `write_table` wrote.
    """
    return read_table(TABLE) if TABLE.exists() else None


def read_table(path: Path) -> Table:
    """Read a table; raise RuleError where it is not one."""
    try:
        data = json.loads(path.read_text("utf-8"))
        pairs = {name: tuple((float(a), float(b)) for a, b in steps) for name, steps in data["weights"].items()}
        return Table(str(data["date"]), str(data["fitted_on"]), {k: float(v) for k, v in data["rules"].items()}, pairs,
                     tuple((float(a), float(b)) for a, b in data["steps"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RuleError(f"{path}: no table of confidences: {error!r}; run benchmarks/calibration.py --write") from error


def write_table(table: Table, path: Path) -> None:
    """Write a table as JSON, sorted."""
    data = {"date": table.date, "fitted_on": table.fitted_on, "rules": dict(sorted(table.rules.items())),
            "weights": {name: table.weights[name] for name in sorted(table.weights)}, "steps": table.steps}
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="\n")
