#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes parsers/charset_tables.inc: index gb18030, its ranges and the
single-byte indexes of the WHATWG Encoding Standard.

Python's codecs are the source; where the standard differs, the patches
below say so.  Run from the root after editing; the output is committed, so
the build needs no Python.
"""
import unicodedata

# GB 18030-2022 as the standard adopted it (whatwg/encoding#336): 18 two-byte
# codes left the private use area.  Their old code points are still encoded,
# see charset_gb.c.
GB_2022 = {
    0xA6D9: 0xFE10, 0xA6DA: 0xFE12, 0xA6DB: 0xFE11, 0xA6DC: 0xFE13,
    0xA6DD: 0xFE14, 0xA6DE: 0xFE15, 0xA6DF: 0xFE16, 0xA6EC: 0xFE17,
    0xA6ED: 0xFE18, 0xA6F3: 0xFE19, 0xFE59: 0x9FB4, 0xFE61: 0x9FB5,
    0xFE66: 0x9FB6, 0xFE67: 0x9FB7, 0xFE6D: 0x9FB8, 0xFE7E: 0x9FB9,
    0xFE90: 0x9FBA, 0xFEA0: 0x9FBB,
}
# A3A0 is an ideographic space on deployed pages; A8BC moved in 2005.
GB_OTHER = {0xA3A0: 0x3000, 0xA8BC: 0x1E3F}

# WHATWG name, Python codec, patches
SINGLE = [
    ("IBM866", "cp866", {}),
    *[(f"ISO-8859-{n}", f"iso8859-{n}", {})
      for n in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)],
    ("KOI8-R", "koi8-r", {}),
    ("KOI8-U", "koi8-u", {0xAE: 0x045E, 0xBE: 0x040E}),
    ("macintosh", "mac-roman", {}),
    ("windows-874", "cp874", {}),
    *[(f"windows-{n}", f"cp{n}", {0xCA: 0x05BA} if n == 1255 else {})
      for n in range(1250, 1259)],
    ("x-mac-cyrillic", "mac-cyrillic", {}),
    ("x-user-defined", None, {b: 0xF700 + b for b in range(0x80, 0x100)}),
]


def gb_index():
    for lead in range(0x81, 0xFF):
        for trail in [*range(0x40, 0x7F), *range(0x80, 0xFF)]:
            code = lead << 8 | trail
            patched = GB_2022.get(code) or GB_OTHER.get(code)
            yield patched or ord(bytes([lead, trail]).decode("gb18030"))


def gb_ranges():
    """(pointer, code point) where a run of four-byte codes begins."""
    expected = None
    for pointer in range(39420):
        four = bytes([0x81 + pointer // 12600, 0x30 + pointer // 1260 % 10,
                      0x81 + pointer // 10 % 126, 0x30 + pointer % 10])
        code = ord(four.decode("gb18030"))
        if code != expected:
            yield pointer, code
        expected = code + 1
    yield 189000, 0x10000


def single_index(codec, patches):
    for byte in range(0x80, 0x100):
        if byte in patches:
            yield patches[byte]
            continue
        try:
            yield ord(bytes([byte]).decode(codec))
        except UnicodeDecodeError:
            # C1 controls decode to themselves, the rest not at all.
            yield byte if byte < 0xA0 else 0xFFFD


def escape(code):
    if code < 0xA0:
        return f"\\{code:03o}", 4
    plain = unicodedata.category(chr(code)) in (
        "Lu", "Ll", "Lo", "Nd", "No", "Nl", "So", "Sm", "Sc", "Po", "Ps",
        "Pe", "Pd", "Pi", "Pf")
    if not plain or unicodedata.bidirectional(chr(code)) in ("R", "AL", "AN"):
        return f"\\u{code:04X}", 6
    wide = unicodedata.east_asian_width(chr(code)) in "WFA"
    return chr(code), 2 if wide else 1


def literal(codes, indent):
    lines, line, width = [], "", 0
    for code in codes:
        text, columns = escape(code)
        if width + columns > 68:
            lines.append(line)
            line, width = "", 0
        line += text
        width += columns
    lines.append(line)
    return "\n".join(f'{indent}u"{each}"' for each in lines)


def main():
    with open("parsers/charset_tables.inc", "w", encoding="utf-8") as out:
        out.write("/* SPDX-License-Identifier: Apache-2.0 */\n"
                  "/* Made by parsers/charset_tables.py; do not edit. */\n\n"
                  "#ifdef CHARSET_WANT_GB\n"
                  "/* [(lead - 0x81) * 190 + trail, 0x7F skipped] */\n"
                  "static const uint16_t gb_index[] =\n")
        codes = list(gb_index())
        out.write("\n".join(literal(codes[at:at + 190], "\t")
                            for at in range(0, len(codes), 190)))
        out.write(";\n\nstatic const struct gb_range gb_ranges[] = {\n")
        for pointer, code in gb_ranges():
            out.write(f"\t{{{pointer}, 0x{code:04X}}},\n")
        out.write("};\n#endif\n\n#ifdef CHARSET_WANT_SINGLE\n"
                  "static const struct single_index single_indexes[] = {\n")
        for name, codec, patches in SINGLE:
            codes = single_index(codec, patches)
            out.write(f'\t{{.name = "{name}", .upper =\n'
                      f'{literal(codes, chr(9) * 2)}}},\n')
        out.write("};\n#endif\n")


main()
