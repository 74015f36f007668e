#!/usr/bin/env python3
"""Holds JSON bodies of the QuickBooks Online API against Intuit's own XSD.

What it is: a structure and spelling gate. Each body is rewritten as the XML the schema describes (members become
elements in schema order, or attributes where the schema has one of that name) and then validated.
What it is not: a business rule check. Missing members, lengths, balances and dangling references pass here and are
tested elsewhere.
Invariant: a body is reported once per distinct fault, and the exit code is 0 only when no fault was found.

    validate.py PLACE...         files, or folders of *.jsonl, as the practice ledger records them: each line
                                 {"method", "path", "status", "sent", "answered"}, or {"entity", "body", "where"}
    validate.py --self-check     the examples and the recorded exchanges beside this file
    validate.py                  both: what lies beside this file and what the tests left in target/quickbooks-bodies
"""
import argparse
import json
import os
import re
import sys
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import xmlschema

HERE = Path(__file__).resolve().parent
DUMPS = Path(os.environ.get("CARGO_TARGET_DIR") or HERE.parents[2] / "target") / "quickbooks-bodies"
NAMESPACE = "http://schema.intuit.com/finance/v3"

# What differs from one run of the same job to the next: ids, versions, times of saving, our references. Bodies that are equal but for
# these are looked at once.
MOVING = re.compile(r'"(Id|SyncToken|value|CreateTime|LastUpdatedTime)": "[^"]*"|TO[A-Z2-7]{16}')

# Members seen on the wire that Intuit has not put into the XSD; each with the reason it may pass.
JSON_ONLY = {
    "CustomExtensions",  # newer answers carry an empty list on every line
    "V4IDPseudonym",  # newer answers carry it on parties
    "LastModifiedByRef",  # newer answers carry it in MetaData
}
# Preferences list custom field definitions that need an xsi:type which JSON does not carry.
UNTYPED = {("SalesFormsPrefs", "CustomField"), ("VendorAndPurchasesPrefs", "POCustomField")}


class Schema:
    """The compiled schema with, per type, where each member goes."""

    def __init__(self, folder: Path):
        self.xsd = xmlschema.XMLSchema(str(folder / "IntuitRestServiceDef.xsd"))
        self._layouts: dict[int, tuple[dict, set]] = {}
        self._by_lower_case = {name.lower(): name for name in map(plain_name, self.xsd.elements)}

    def element_named(self, name: str):
        """The element that a path or a batch item means, whatever its case; None when the schema has none."""
        return self._by_lower_case.get(name.lower())

    def layout(self, kind):
        """Returns {member: (position, type)} of the child elements and the set of attribute names."""
        known = self._layouts.get(id(kind))
        if known is not None:
            return known
        children: dict[str, tuple[int, object]] = {}
        if not (kind.is_simple() or kind.has_simple_content()):
            for position, particle in enumerate(kind.content.iter_elements()):
                stand_ins = particle.iter_substitutes() if hasattr(particle, "iter_substitutes") else ()
                for element in (particle, *stand_ins):
                    if element.local_name and element.local_name not in children:
                        children[element.local_name] = (position, element.type)
        attributes = {name for name in (getattr(kind, "attributes", None) or ()) if name}
        self._layouts[id(kind)] = (children, attributes)
        return children, attributes

    def faults(self, entity: str, body) -> list[str]:
        declared = self.xsd.elements.get(entity)
        if declared is None:
            return [f"{entity}: the schema has no such element"]
        found: list[str] = []
        tree = self.to_xml(entity, declared.type, body, found, entity)
        found.extend(f"{fault.path}: {fault.reason}" for fault in self.xsd.iter_errors(tree))
        return list(dict.fromkeys(found))

    def to_xml(self, tag, kind, value, found, path):
        element = ElementTree.Element(f"{{{NAMESPACE}}}{tag}")
        children, attributes = self.layout(kind)
        is_text = kind.is_simple() or kind.has_simple_content()
        if not isinstance(value, dict):
            if not is_text:
                found.append(f"{path}: an object belongs here, not {value!r}")
            element.text = as_text(value)
            return element
        ordered = []
        for name, member in value.items():
            if member is None or (tag, name) in UNTYPED:
                continue
            if name in attributes and not isinstance(member, (dict, list)):
                element.set(name, as_text(member))
            elif is_text and name == "value":
                element.text = as_text(member)
            elif name in children:
                ordered.append((children[name][0], name, children[name][1], member))
            elif name not in JSON_ONLY:
                found.append(f"{path}.{name}: the schema has no such member")
        for _, name, child_kind, member in sorted(ordered, key=lambda entry: entry[0]):
            for item in member if isinstance(member, list) else [member]:
                if item is not None and not is_empty_custom_field(name, item):
                    element.append(self.to_xml(name, child_kind, item, found, f"{path}.{name}"))
        return element


def plain_name(qualified: str) -> str:
    return qualified.rpartition("}")[2]


def is_empty_custom_field(name, item) -> bool:
    """JSON lists custom fields that hold nothing; the schema knows only those with a value."""
    return name == "CustomField" and isinstance(item, dict) and not any(key.endswith("Value") for key in item)


def as_text(value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)


def parse(text: str):
    return json.loads(text, parse_float=Decimal)


def own_material():
    """The example bodies and the recorded answers. The gateway's lower-case envelope is outside the schema."""
    for file in sorted((HERE / "examples").glob("*.json")):
        for variant, body in parse(file.read_text("utf-8")).items():
            yield file.stem, body, f"{file.name}#{variant}"
    for file in sorted((HERE / "golden").glob("*.json")):
        for number, exchange in enumerate(parse(file.read_text("utf-8"))):
            body = exchange["response"]["body"]
            if isinstance(body, dict) and "fault" not in body:
                yield ("Report" if "Columns" in body else "IntuitResponse"), body, f"{file.name}#{number}"


def exchange(schema, entry):
    """The bodies of one recorded exchange. What the ledger refused may break the schema; that is why it was refused."""
    answered, sent = entry["answered"], entry["sent"]
    where = f"{entry['method']} {entry['path']}"
    parts = entry["path"].split("/")
    if len(parts) < 5 or parts[1] != "v3" or not isinstance(answered, dict) or "fault" in answered:
        return
    yield ("Report" if "Columns" in answered else "IntuitResponse"), answered, f"{where} answered"
    if entry["method"] != "POST" or not isinstance(sent, dict) or "Fault" in answered:
        return
    refused = {item.get("bId") for item in answered.get("BatchItemResponse", []) if "Fault" in item}
    for item in sent.get("BatchItemRequest", []):
        for name, body in item.items():
            if isinstance(body, dict) and item.get("bId") not in refused:
                yield schema.element_named(name), body, f"{where} {item.get('bId')} sent"
    entity = schema.element_named(parts[4])
    if entity:
        yield entity, sent, f"{where} sent"


def dumped(schema, places):
    for file in [file for place in places for file in (sorted(place.glob("*.jsonl")) if place.is_dir() else [place])]:
        with open(file, encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                entry = parse(line)
                if "answered" in entry:
                    found = exchange(schema, entry)
                else:
                    found = [(entry["entity"], entry["body"], entry.get("where", ""))]
                for entity, body, where in found:
                    yield entity, body, f"{file.name}:{number} {where}".rstrip()


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("places", nargs="*", type=Path, help="files or folders of JSON lines: entity, body, where")
    options.add_argument("--self-check", action="store_true", help="check the examples and recordings kept here")
    chosen = options.parse_args()
    own = chosen.self_check or not chosen.places
    places = chosen.places or ([] if chosen.self_check else [DUMPS])
    missing = [str(place) for place in places if not place.exists()]
    if missing:
        options.error(f"not there: {', '.join(missing)} (the tests write it; run them first)")
    schema = Schema(HERE / "xsd")
    checked = bad = 0
    verdicts: dict[str, list[str]] = {}
    for source in ([own_material()] if own else []) + [dumped(schema, places)]:
        for entity, body, where in source:
            checked += 1
            key = entity + MOVING.sub(r'"\1"', json.dumps(body, default=str, sort_keys=True))
            if key not in verdicts:
                verdicts[key] = schema.faults(entity, body)
            bad += bool(verdicts[key])
            for fault in verdicts[key]:
                print(f"{where}: {fault}")
    print(f"{checked - bad} of {checked} bodies are valid")
    if checked == 0:
        print("nothing was checked: an empty dump proves nothing")
    return 0 if checked and not bad else 1


if __name__ == "__main__":
    sys.exit(main())
