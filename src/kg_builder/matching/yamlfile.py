"""YAML with line numbers, and the two traps of it that would silently change a pattern refused."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from kg_builder.errors import RuleError

PACKAGE = Path(__file__).resolve().parent.parent
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)      # the same in C, where it is: five times as fast


class Located(dict[str, Any]):
    """A mapping that knows the line (from 1) of itself and of each of its keys."""

    line: int = 0
    lines: dict[str, int]


def read_yaml(path: Path) -> Located:
    """Read a YAML file whose top is a mapping.

    Raises:
        RuleError: if it is not YAML, not a mapping, has a key twice, or a plain value is cut by ` #`.
    """
    try:
        text = path.read_text("utf-8")
        node = yaml.compose(text, Loader=_LOADER)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise RuleError(f"{path}: cannot be read: {error}") from error
    if not isinstance(node, yaml.MappingNode):
        raise RuleError(f"{path}:1: a mapping is expected at the top")
    top = _value(node, path, text.splitlines())
    assert isinstance(top, Located)
    return top


def _value(node: yaml.Node, path: Path, lines: list[str]) -> Any:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        result = Located()
        result.line, result.lines = line, {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            if key in result:
                raise RuleError(f"{path}:{key_node.start_mark.line + 1}: the key '{key}' stands here twice")
            result[key] = _value(value_node, path, lines)
            result.lines[key] = key_node.start_mark.line + 1
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_value(child, path, lines) for child in node.value]
    if isinstance(node, yaml.ScalarNode) and not node.style and "\ue000" not in node.value:
        rest = lines[node.end_mark.line][node.end_mark.column:] if node.end_mark.line < len(lines) else ""
        if rest.lstrip().startswith("#") and rest[:1] == " " and node.tag.endswith(":str"):
            raise RuleError(f"{path}:{line}: ' #' cuts this value off silently; put the value in quotes")
    return yaml.SafeLoader("").construct_object(node, deep=True)


def suggest(word: str, known: list[str]) -> str:
    """Return `; did you mean 'X'?`, or the list of what is allowed."""
    close = get_close_matches(word, known, n=1, cutoff=0.6)
    return f"; did you mean '{close[0]}'?" if close else f"; known are: {', '.join(sorted(known))}"


def show(path: Path) -> str:
    """Return a path as messages name it: within the package if it is ours."""
    return path.relative_to(PACKAGE).as_posix() if PACKAGE in path.parents else str(path)
