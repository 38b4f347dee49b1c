"""What the catalogue's YAML says, read without the code that is tested: the expected rows of lists."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

FACTS = Path(__file__).resolve().parent.parent / "corpus" / "documents" / "facts"


@lru_cache(maxsize=1)
def agreements() -> list[dict[str, Any]]:
    return [
        yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader) for path in sorted((FACTS / "agreements").glob("*.yaml"))
    ]


def facts(name: str) -> Any:
    return yaml.load((FACTS / f"{name}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)


@lru_cache(maxsize=1)
def calls() -> list[dict[str, Any]]:
    return [*facts("funding")["calls"], *(call for agreement in agreements() for call in agreement["calls"])]


def short(language: str, *ids: str) -> set[str]:
    return {a["short_names"][language] for a in agreements() if a["id"] in ids}


def cities(language: str) -> set[str]:
    return {city["names"][language] for a in agreements() for city in a["cities"]}


def calls_of(language: str, year: str) -> set[str]:
    return {c["names"][language] for c in calls() if year in {str(c["opens"] or "")[:4], str(c["closes"] or "")[:4]}}


def funded_by(language: str, body: str) -> set[str]:
    return {a["short_names"][language] for a in agreements() if a["funding_authority"]["authority"] == body}


def parties(language: str, id: str) -> set[str]:
    names = {r["id"]: r["names"] for r in (*facts("organisations")["organisations"], *facts("authorities")["authorities"])}
    return {names[p["organisation"]][language] for a in agreements() if a["id"] == id for p in a["parties"]}


def tied(language: str, id: str) -> set[str]:
    ways = ("confirmed", "start_phase")
    found = [p for p in facts("projects")["projects"] if id in p["agreements"] and p["link_to_agreement"] in ways]
    return {p["names"][language] for p in found}
