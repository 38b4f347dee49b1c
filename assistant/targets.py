"""The facts that a question is after: those of an attribute (priorities, funder, calls …) of the agreement it names.

The catalogue knows which facts these are and the texts know which sentences carry them, so the sentence that tells exactly
these facts can be found whatever words it uses. Questions that name no agreement have no targets.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assistant.phrases import ordinal_in
from assistant.understanding import Understood
from corpus import Agreement, Catalogue

_FILE = Path(__file__).parent / "attributes.toml"
LISTED = "listed"  # the attribute of a target that a listed question gives
_OVERVIEW = ("priorities", "funder", "validity")
_ONE_OF = {"calls": 0.3, "projects": 0.3, "amounts": 0.3}  # where one of several facts may be meant
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Target:
    """The fact ids of one attribute of one entity; or those of a listed question that is much like the user's."""

    entity_id: str
    attribute: str
    fact_ids: frozenset[str]

    def likeness(self, facts: Sequence[str]) -> float:
        """How exactly a sentence that carries these facts tells the target, 0–1.

        The F1 measure where the whole is asked for; where one of several may be meant (a call, a project, an amount), less,
        and only the share of the sentence's facts that belong to the target.
        """
        told = {fact for fact in facts if not fact.startswith(("cf-", "org-"))}
        shared = len(told & self.fact_ids)
        if not shared:
            return 0.0
        weight = _ONE_OF.get(self.attribute)
        if self.attribute == "outside":
            return 1.0
        return weight * shared / len(told) if weight else 2 * shared / (len(told) + len(self.fact_ids))


@lru_cache(maxsize=1)
def _patterns() -> dict[str, re.Pattern[str]]:
    groups = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {name: re.compile("|".join(languages.values()), re.IGNORECASE) for name, languages in groups.items()}


def attributes_in(text: str) -> list[str]:
    """The attributes that a question asks about."""
    return [name for name, pattern in _patterns().items() if pattern.search(text)]


class Targets:
    """The targets of questions about the agreements and authorities of a catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._attributes = {agreement.id: _attributes(agreement) for agreement in catalogue.agreements}
        self._calls = {agreement.id: _calls_in_time(agreement) for agreement in catalogue.agreements}
        projects = [(p.id, p.agreements) for p in catalogue.projects if p.link_to_agreement in ("confirmed", "start_phase")]
        for id, agreements in projects:
            for agreement in agreements:
                self._attributes[agreement]["projects"] |= {id}
        self._funded = {
            authority.id: frozenset({authority.id, *(f.agreement for f in authority.funds_agreements if f.agreement)})
            for authority in catalogue.authorities
            if authority.funds_agreements
        }

    def of(self, understood: Understood) -> list[Target]:
        """The targets of a question, agreement by agreement."""
        text = understood.standalone
        asked = attributes_in(text)
        if "overview" in asked and len(asked) == 1:
            asked = list(_OVERVIEW)
        years = set(_YEAR.findall(text))
        found: list[Target] = []
        for agreement in understood.agreements:
            for attribute in asked:
                latest = "latest" in understood.wanted
                if attribute == "calls" and (call := self._one_call(agreement, text, years, latest)):
                    found.append(Target(agreement, "latest_call" if latest else attribute, frozenset({call})))
                    continue
                ids = self._attributes.get(agreement, {}).get(attribute, set())
                dated = {id for id in ids if any(year in id for year in years)}
                if ids:
                    found.append(Target(agreement, attribute, frozenset(dated or ids)))
        found += [Target(id, "outside", frozenset({id})) for id in understood.entities("outside")]
        if "funder" in asked and not understood.agreements:
            found += [Target(id, "funds", self._funded[id]) for id in understood.entities("authority") if id in self._funded]
        return found

    def _one_call(self, agreement: str, text: str, years: set[str], latest: bool) -> str:
        """The call that `the third call` or `the latest call` means, of the years named if any; empty when there is none."""
        calls = [id for id in self._calls.get(agreement, []) if not years or any(year in id for year in years)]
        at = -1 if latest else ordinal_in(text)
        return calls[at] if calls and at is not None and at < len(calls) else ""


def _calls_in_time(agreement: Agreement) -> list[str]:
    """The ids of an agreement's calls by the day, month or year each opened, else closed; those without one are left out."""
    dated = [(str(call.opens or call.closes), call.id) for call in agreement.calls if call.opens or call.closes]
    return [id for _, id in sorted(dated, key=lambda pair: pair[0])]


def _attributes(agreement: Agreement) -> dict[str, set[str]]:
    return {
        "priorities": {p.id for p in agreement.priorities if p.kind != "cross_cutting"},
        "funder": {agreement.id, agreement.funding_authority.authority or ""} - {""},
        "signed": {agreement.signed.id},
        "validity": {agreement.valid_until.id},
        "parties": {p.id for p in agreement.parties},
        "calls": {c.id for c in agreement.calls},
        "amounts": {a.id for a in agreement.amounts},
        "projects": {f.project or f.id or "" for f in agreement.flagships} - {""},
        "cities": {c.id for c in agreement.cities},
    }
