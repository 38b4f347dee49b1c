"""A web application over the small shelf: the real machinery with the hashed encoder, so that it stands in a second."""

from pathlib import Path

import msgspec
from fastapi import FastAPI

from assistant.compose import _library_opener, build_collection
from assistant.engine import Assistant
from assistant.mind import Limits
from assistant.settings import Settings
from assistant.written import Writer
from corpus.catalogue import load_catalogue
from corpus.loading import find_files
from corpus.programme import load_programme
from index.hashed import HashedEncoder
from index.words import WordTerms

PROGRAMME = """
name: {fi: Alfa, sv: Alfa, en: Alpha}
description: {fi: Alfan sopimusta, sv: Alfas avtal, en: the agreement of Alpha}
contact:
  name: {fi: Alfan liitto, sv: Alfas förbund, en: Council of Alpha}
  url: {fi: "https://alpha.example/fi", sv: "https://alpha.example/sv", en: "https://alpha.example/en"}
examples:
  fi: [Mitkä ovat Alfan sopimuksen painopisteet?]
  sv: [Vilka är tyngdpunkterna i Alfas avtal?]
  en: [What are the priorities of the Alpha agreement?]
choices:
  amount: {fi: [Paljonko Alfa sai?], sv: [Hur mycket fick Alfa?], en: [How much did Alpha get?]}
"""


def small_assistant(shelf: Path, store: Path, writer: Writer | None = None) -> tuple[Assistant, Settings]:
    """The assistant over a shelf, with an index built in `store`, and what words its answers, if anything does."""
    (shelf / "programme.yaml").write_text(PROGRAMME, encoding="utf-8")
    settings = Settings(documents=shelf, store=store)
    encoder = HashedEncoder()
    files, problems = find_files(shelf)
    extras = {"catalogue": load_catalogue(shelf).encode(), "programme": msgspec.json.encode(load_programme(shelf))}
    build_collection(settings, encoder).sync(files, extras, problems)
    return Assistant(_library_opener(settings, encoder), encoder, WordTerms(), "fi", Limits(), writer), settings


def small_application(shelf: Path, store: Path) -> FastAPI:
    """The web application over a shelf."""
    from assistant.web.application import build_application

    return build_application(*small_assistant(shelf, store))
