"""Joins the page's ES modules into one script, without a build step and without moving a character inside them.

Each module becomes a function that returns what it exports; imports become destructuring of those results. The modules
keep to a small subset, checked here: `import { a, b } from "./x.js";` on a line of its own, and `export` before
`function`, `async function`, `const` or `class`.
"""

from __future__ import annotations

import re
from pathlib import Path

from kg_builder.errors import ExportError

_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([a-z]+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|const|class)\b)(.*?\b(?:function|const|class) ([\w$]+))",
                     re.MULTILINE)
_STRAY = re.compile(r"^(?:import|export)\b.*$", re.MULTILINE)


def bundle_modules(folder: Path, entry: str) -> str:
    """Return one classic script that runs the module `entry` of `folder` with everything that it imports.

    The script's value is the object of what the entry exports, so that a test can look inside any module.

    Args:
        folder: where the modules lie, as `<name>.js`.
        entry: name of the module to run, without `.js`.

    Raises:
        ExportError: a module is missing, imports go in a circle, or syntax is outside the subset.
    """
    order: list[str] = []
    _visit(folder, entry, (), order)
    parts = [_wrap(folder, name) for name in order]
    return '"use strict";\n' + "\n".join(parts) + f"\n${entry};\n"


def _visit(folder: Path, name: str, above: tuple[str, ...], order: list[str]) -> None:
    """Append `name` to `order` after all that it imports."""
    if name in above:
        raise ExportError(f"explorer: import cycle: {' -> '.join((*above, name))}")
    if name in order:
        return
    for match in _IMPORT.finditer(_read(folder, name)):
        _visit(folder, match[2], (*above, name), order)
    order.append(name)


def _read(folder: Path, name: str) -> str:
    path = folder / f"{name}.js"
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise ExportError(f"explorer: cannot read the module {path.name}: {error.strerror}") from error


def _wrap(folder: Path, name: str) -> str:
    """Return the module as `const $name = (() => { … return { exports }; })();`."""
    code = _read(folder, name)
    exports = [match[2] for match in _EXPORT.finditer(code)]
    code = _IMPORT.sub(r"const {\1} = $\2;", code)
    code = _EXPORT.sub(r"\1", code)
    stray = _STRAY.search(code)
    if stray:
        raise ExportError(f"explorer: {name}.js: not in the bundler's subset: {stray[0]!r}")
    return f"const ${name} = (() => {{\n{code}\nreturn {{ {', '.join(exports)} }};\n}})();"
