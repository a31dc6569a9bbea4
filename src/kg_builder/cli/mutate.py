"""What `rules check --mutate` prints: the changes of rules that no example notices."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from kg_builder.cli.common import FELL_SHORT, count, echo, echo_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kg_builder.matching.rule import Rule, Rulebook


def check_mutants(rules: Sequence[Rule], rulebook: Rulebook, *, at_most: float, as_json: bool) -> None:
    """Change the rules, and print what no example noticed; exit with 1 where that is a larger share than `at_most`."""
    from kg_builder.mutation import mutate_rules

    done = list(mutate_rules(rules, rulebook))
    mutants = sum(mutation.mutants for mutation in done)
    survivors = [mutant for mutation in done for mutant in mutation.survivors]
    share = len(survivors) / mutants if mutants else 0.0
    if as_json:
        echo_json({"rules": len(rules), "mutants": mutants, "share": round(share, 4), "survivors": [
            {"rule": m.rule.id, "file": m.rule.file, "line": m.rule.line, "key": m.key, "operator": m.operator,
             "written": m.written} for m in survivors]})
    else:
        for mutant in survivors:
            echo(str(mutant))
        echo(f"{count(len(rules), 'rule')}, {count(mutants, 'change')}: no example notices {len(survivors)} "
             f"({share:.1%}; at most {at_most:.1%} may pass)")
    if share > at_most:
        sys.exit(FELL_SHORT)
