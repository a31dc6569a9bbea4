"""Numerals as printed → decimal numbers: 2,204; 3.5亿; 1亿2000万; 三千二百; 一亿两千万; 百, 千 and 万 alone."""

from __future__ import annotations

import re
from decimal import Decimal

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10 ** 4, "亿": 10 ** 8}
SCALE = "(?:[十百千]?(?:万亿|[万亿])|百|千(?![米克瓦卡伏]))"                # what may follow a number's own digits
_CHINESE = "[〇零一二两三四五六七八九十百千]"
NUMERAL = (r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+亿[0-9]+(?=万)|[0-9]+(?:\.[0-9]+)?"
           f"|{_CHINESE}+(?:点{_CHINESE}+)?(?:[万亿]{_CHINESE}+)*|万)")
_PLACE = re.compile(f"[{''.join(_TENS)}]")


def read_numeral(text: str, scale: str = "") -> Decimal | None:
    """Return the number that a numeral stands for, times its scale (亿, 百万); None where it stands for none (三五)."""
    if not text[0].isascii():
        return _read_chinese(text, scale)
    return _multiply(_read_arabic(text), scale)


def _read_arabic(text: str) -> Decimal:
    whole, _, rest = text.replace(",", "").partition("亿")      # 1亿2000, of 1亿2000万
    return Decimal(whole) * 10 ** 4 + Decimal(rest) if rest else Decimal(whole)


def _read_chinese(text: str, scale: str) -> Decimal | None:
    whole, point, fraction = text.partition("点")
    if not point:
        return _read_myriads(text + scale)
    total = _read_myriads(whole)
    digits = [str(_DIGITS[c]) for c in fraction if c in _DIGITS]
    if total is None or len(digits) < len(fraction):
        return None
    return _multiply(total + Decimal(f"0.{''.join(digits)}"), scale)


def _multiply(value: Decimal, scale: str) -> Decimal:
    for character in scale:
        value *= _TENS.get(character) or _MYRIADS[character]
    return value


def _read_myriads(text: str) -> Decimal | None:
    for sign in ("亿", "万"):
        high, found, low = text.rpartition(sign)
        if found:
            above = _read_myriads(high) if high else Decimal(1)
            below = _read_myriads(low) if low else Decimal(0)
            return None if above is None or below is None else above * _MYRIADS[sign] + below
    return _read_thousands(text)


def _read_thousands(text: str) -> Decimal | None:
    """Read a number below ten thousand; digits without places are none, but for one of them."""
    if not _PLACE.search(text):
        return Decimal(_DIGITS[text]) if len(text) == 1 else None
    total, digit, last = 0, None, 10 ** 4
    for character in text:
        if character in _DIGITS:
            if digit not in (None, 0):
                return None
            digit = _DIGITS[character]
            continue
        place = _TENS[character]
        if place >= last:
            return None
        total, digit, last = total + (1 if digit is None else digit) * place, None, place
    return Decimal(total + (digit or 0))


def write_decimal(value: Decimal) -> str:
    """Return the lexical form of a decimal number without an exponent and without idle zeros: 2204, 12.5."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
