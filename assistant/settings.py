"""Settings: one typed, frozen tree. Defaults < `assistant.toml` < environment `ASSISTANT_*` < flags of a command.

Home of pydantic-settings. A key that is not known is an error that names it, in the file and in the environment alike.
"""

import os
import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from assistant.errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent
FILE = "assistant.toml"
_PREFIX = "ASSISTANT_"


def _server_address(url: str) -> str:
    parts = urlsplit(url)
    bare = parts.path in ("", "/") and not (parts.query or parts.fragment or "@" in parts.netloc)
    if url and not (parts.scheme in ("http", "https") and parts.hostname and parts.port != 0 and bare):
        raise ValueError("not an address such as http://127.0.0.1:8000")
    return url


def _origins(given: Any) -> Any:
    """A list as it stands in the environment: addresses parted by spaces or commas."""
    return tuple(given.replace(",", " ").split()) if isinstance(given, str) else given


def _only_origins(addresses: tuple[str, ...]) -> tuple[str, ...]:
    for address in addresses:
        if not re.fullmatch(r"https?://[a-z0-9.-]+(:\d{1,5})?", address):
            raise ValueError(f"{address!r} is not an origin such as https://www.example.fi")
    return addresses


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class EncoderSettings(_Group):
    """The sentence encoder."""

    model: str = Field("", description="sentence-transformers folder or hub id; empty: the bundled multilingual-e5-small")
    threads: int = Field(0, ge=0, le=64, description="processor threads for encoding; 0: as many as there are cores")


class ChunkingSettings(_Group):
    """How documents are cut."""

    max_tokens: int = Field(220, ge=40, le=500, description="longest chunk, in the encoder's tokens")


class AnswerSettings(_Group):
    """How answers are made."""

    passages: int = Field(8, ge=1, le=30, description="how many passages are read for an answer")
    max_sentences: int = Field(5, ge=1, le=10, description="longest extractive answer, in sentences")
    max_question_characters: int = Field(2000, ge=100, le=20000, description="longest question")


class ModelSettings(_Group):
    """The language model."""

    name: str = Field("", description="language model that words answers, as `provider:model`; empty: none, answers are quotes")
    base_url: str = Field(
        "", description="where it is served, such as `http://127.0.0.1:8080/v1`; empty: where its provider does"
    )
    first_word_seconds: float = Field(10.0, gt=0, le=600, description="how long its first word is waited for")
    seconds: float = Field(30.0, gt=0, le=600, description="how long its whole answer is waited for")
    temperature: float = Field(0.0, ge=0, le=2, description="how freely it chooses its words; 0: always the likeliest")


class ServerSettings(_Group):
    """The web application."""

    host: str = Field("127.0.0.1", description="address to listen on")
    port: int = Field(7860, ge=1, le=65535, description="port to listen on")
    concurrency: int = Field(4, ge=1, le=64, description="questions answered at the same time")
    embed_hosts: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_origins), AfterValidator(_only_origins)] = Field(
        (), description="origins whose pages may embed the assistant, such as `https://www.example.fi`; empty: none"
    )


class FeedbackSettings(_Group):
    """What people say of answers."""

    enabled: bool = Field(False, description="whether feedback on answers is asked for and stored")
    days: int = Field(90, ge=1, le=730, description="how long feedback is kept")
    file: Path = Field(ROOT / "feedback.sqlite", description="where it is kept")


class Settings(BaseSettings):
    """All settings."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True, toml_file=FILE)

    documents: Path = Field(ROOT / "corpus" / "documents", description="folder of documents")
    store: Path = Field(ROOT / "index" / "store", description="folder of the index")
    chroma_url: Annotated[str, AfterValidator(_server_address)] = Field(
        "", description="Chroma server that keeps the vectors, such as `http://127.0.0.1:8000`; empty: they lie in the store"
    )
    reranker: str = Field(
        "", description="`late-interaction`, or a cross-encoder's folder or hub id, to look closer at the best hits; empty: none"
    )
    cache: Path = Field(Path("~/.cache/programme-assistant"), description="where the bundled encoder is kept")
    language: Literal["fi", "sv", "en"] = Field("fi", description="language when a question does not tell its own")
    today: date | None = Field(None, description="the day for freshness; empty: today")
    encoder: EncoderSettings = EncoderSettings()
    chunking: ChunkingSettings = ChunkingSettings()
    answer: AnswerSettings = AnswerSettings()
    model: ModelSettings = ModelSettings()
    server: ServerSettings = ServerSettings()
    feedback: FeedbackSettings = FeedbackSettings()

    @property
    def day(self) -> date:
        """The day that counts as today."""
        return self.today or date.today()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags before environment before file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def load_settings(**flags: Any) -> Settings:
    """The settings in force; `flags` are those given on the command line. Raises `SettingsError`."""
    _refuse_unknown_variables()
    try:
        return Settings(**{key: value for key, value in flags.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        path = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"setting {path!r}: {first['msg']}", "see the settings table in README.md") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{FILE!r} does not parse: {error}", "mend it, or move it away") from error


def _refuse_unknown_variables() -> None:
    known = {f"{_PREFIX}{path.replace('.', '__').upper()}" for path, _, _ in settings_table()}
    for name in sorted(os.environ):
        if name.startswith(_PREFIX) and name.upper() not in known:
            raise SettingsError(f"unknown setting {name!r} in the environment", "see the settings table in README.md")


def settings_table() -> list[tuple[str, str, str]]:
    """Every setting as (path, default, description), for the README."""
    rows: list[tuple[str, str, str]] = []
    for name, info in Settings.model_fields.items():
        group = info.annotation
        if isinstance(group, type) and issubclass(group, _Group):
            fields = group.model_fields.items()
            rows += [(f"{name}.{sub}", _shown(i.default), i.description or "") for sub, i in fields]
        else:
            rows.append((name, _shown(info.default), info.description or ""))
    return rows


def _shown(value: Any) -> str:
    if isinstance(value, Path):
        return (value.relative_to(ROOT) if value.is_relative_to(ROOT) else value).as_posix()
    return "" if value in (None, ()) else str(value)
