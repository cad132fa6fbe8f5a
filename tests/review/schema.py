"""The published list's JSON Schema, and the little of JSON Schema that it is written in."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from django.conf import settings

SCHEMA = json.loads((Path(settings.BASE_DIR) / "static/schema/results.schema.json").read_text(encoding="utf-8"))
NAMES = {"object": dict, "array": list, "string": str, "integer": int, "null": type(None)}


def faults(value: Any, schema: dict[str, Any], path: str = "$") -> list[str]:  # noqa: ANN401 - any JSON
    """What is wrong by the schema: the words of JSON Schema that ours uses."""
    if "$ref" in schema:
        return faults(value, SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]], path)
    found = []
    kinds = schema.get("type", [])
    if kinds and not isinstance(value, tuple(NAMES[kind] for kind in ([kinds] if isinstance(kinds, str) else kinds))):
        return [f"{path}: not {kinds}"]
    if "const" in schema and value != schema["const"]:
        found.append(f"{path}: not {schema['const']}")
    if "enum" in schema and value not in schema["enum"]:
        found.append(f"{path}: {value} is not allowed")
    if "pattern" in schema and not re.search(schema["pattern"], value):
        found.append(f"{path}: {value} is not written so")
    if isinstance(value, int) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        found.append(f"{path}: {value} is out of range")
    if isinstance(value, list):
        for place, one in enumerate(value):
            found += faults(one, schema.get("items", {}), f"{path}[{place}]")
    if isinstance(value, dict):
        found += _object_faults(value, schema, path)
    return found


def _object_faults(value: dict[str, Any], schema: dict[str, Any], path: str) -> list[str]:
    found = [f"{path}: {key} is missing" for key in schema.get("required", []) if key not in value]
    rest = schema.get("additionalProperties", {})
    for key, one in value.items():
        found += faults(key, schema.get("propertyNames", {}), f"{path}~{key}")
        known = schema.get("properties", {}).get(key, rest)
        found += [f"{path}: {key} is not known"] if known is False else faults(one, known, f"{path}.{key}")
    return found
