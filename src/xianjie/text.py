"""A value in the two languages that every page, message and rule speaks."""

from dataclasses import dataclass
from typing import Literal

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """The same statement in Chinese and in English; neither may be empty."""

    zh: str
    en: str

    def __post_init__(self) -> None:
        if not self.zh or not self.en:
            message = f"a text needs both languages: {self.zh!r} / {self.en!r}"
            raise ValueError(message)

    def in_(self, lang: Lang) -> str:
        return self.zh if lang == "zh" else self.en
