"""The language of a text or a question, short ones too. Home of lingua.

Small words decide when there are any, since a question of three words has no other trace of its language; the
character statistics of lingua decide the rest. Names of places say nothing and are taken out by the caller.
"""

import re
from functools import lru_cache

from lingua import Language, LanguageDetectorBuilder

from corpus.records import LANGUAGES

SMALL_WORDS = {
    "fi": """ja on ei ole se että tai joka jotka mutta kun myös ovat oli olivat tämä nämä niin kuin jos voi voiko voivatko
        mitä mikä mitkä kuka ketkä kenen kenelle missä mistä mihin milloin miten miksi montako kuinka paljonko onko entä
        entäs ovatko saako saavatko minkä millä mille mitkä kumpi kumman moi hei kiitos kiitti terve sinä minä me te mun
        sun sä mä mulle meille mukaan vuonna paljon kertoisitko haluan haluaisin voinko voisinko pitääkö täytyykö asti
        milloinkas onks mites ketä mikäs mitäs miks paljo kerro anna listaa vertaa selitä mitäpä ohje hyvä huomenta
        enintään vähintään kaupungit sopimus rahaa rahoitus hanke hankkeet tuki haku mihinkään siis kans myöskin
        sen sit sitten sitä siitä jälkeen ennen meidän meiän oon ois olis joku jokin nyt vielä kanssa tää""",
    "sv": """och i är inte att som det ett för på med av till om har var från eller men också kan ska skulle vid när där hur
        vad vilka vilket vilken vem vems jag du vi ni hej tack mycket många finns får måste bör dem deras sin sitt sina
        varför vart varifrån berätta jämför lista förklara ge visa nu sedan under mellan enligt utan god morgon dag hejsan
        pengar stöd avtal avtalet staden städer projekt ansöka utlysning stad finansierar finansiering sen då å o e nån
        nåt sej mej dej kunde ville vill ett en den alla bara man så blev blir år hälsningar tjena tjenare hallå""",
    "en": """and the is are was were not that which of to for with from by an as or but also can may must have has had this
        these those it its in what who whom whose when where why how you we they i do does did much many there their
        hello hi thanks thank please tell list compare explain give show about between under most least year money call
        good morning could would should will between apply funding agreement agreements cities city project projects""",
}
_WORDS = {language: frozenset(words.split()) for language, words in SMALL_WORDS.items()}
_SHARED = frozenset(w for ws in _WORDS.values() for w in ws if sum(w in other for other in _WORDS.values()) > 1)
_RATES = {"fi": 0.125, "sv": 0.24, "en": 0.35}  # the share of small words in running text, measured on this programme's texts
TEXT_WORDS = 20  # words from which on their rates tell more than character statistics
_TOKEN = re.compile(r"[^\W\d_]+")
_OTHERS = "ESTONIAN DANISH BOKMAL GERMAN FRENCH SPANISH ITALIAN POLISH RUSSIAN UKRAINIAN ARABIC SOMALI PERSIAN CHINESE"
_SURE = 0.9
_FOREIGN = 0.3  # a text with a smaller part in one of the three languages may be in a fourth


@lru_cache(maxsize=1)
def _detector():  # type: ignore[no-untyped-def]
    ours = [Language.FINNISH, Language.SWEDISH, Language.ENGLISH]
    others = [getattr(Language, name) for name in _OTHERS.split()]
    return LanguageDetectorBuilder.from_languages(*ours, *others).with_low_accuracy_mode().build()


def small_word_counts(text: str) -> dict[str, int]:
    """How many small words of each of the three languages a text holds; a word of two languages counts for none."""
    words = [w for w in _TOKEN.findall(text.lower()) if w not in _SHARED]
    return {language: sum(w in small for w in words) for language, small in _WORDS.items()}


def detect_language(text: str, fallback: str) -> str:
    """`fi`, `sv`, `en`, another ISO 639-1 code when the text is surely in that language, or the fallback.

    >>> detect_language("Entä Oulu?", "en")
    'fi'
    >>> detect_language("Wer bezahlt die Projekte der Städte?", "fi")
    'de'
    """
    counts = sorted(small_word_counts(text).items(), key=lambda item: -item[1])
    words = len(_TOKEN.findall(text))
    if counts[0][1] > counts[1][1]:
        foreign = _statistics(text) if words >= 4 and counts[0][1] * 4 < words else None
        return foreign[0] if foreign and foreign[0] not in LANGUAGES and foreign[1] > _SURE else counts[0][0]
    guess = _statistics(text)
    if guess is None:
        return fallback
    code, confidence = guess
    if code in LANGUAGES:
        return code if confidence > 0.5 or counts[0][1] else fallback
    return code if confidence > _SURE and words >= 3 else fallback


def detect_text_language(text: str, fallback: str) -> str:
    """The language of a longer text, the one of most of its words when it is mixed; codes as in `detect_language`.

    A text half in Finnish and half in English holds three times as many English small words, so counts go by their rates.
    """
    counts = small_word_counts(text)
    first, second, _ = sorted(((count / _RATES[language], language) for language, count in counts.items()), reverse=True)
    words = len(_TOKEN.findall(text))
    if words >= TEXT_WORDS and first[0] > second[0] and first[0] > _FOREIGN * words:
        return first[1]
    return detect_language(text, fallback)


def _statistics(text: str) -> tuple[str, float] | None:
    """The likeliest language by character statistics and its confidence, or None for a text without letters."""
    if not _TOKEN.search(text):
        return None
    best = _detector().compute_language_confidence_values(text)[0]
    code = str(best.language.iso_code_639_1.name).lower()
    return code, float(best.value)
