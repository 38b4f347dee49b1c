"""Greetings, thanks and questions about the assistant itself, in words that are no examples; and questions that only begin so."""

import tomllib
from pathlib import Path

import pytest

from assistant import intents
from assistant.engine import Assistant
from assistant.manners import courtesy_in, hear
from assistant.wording import sentences
from corpus import LANGUAGES

SAID = {
    "greeting": {
        "fi": ["Moikka moi!", "no hei vaan", "Heissan taas :)", "moiiii", "Tervehdys siellä!", "tere, mitäs kuuluu"],
        "sv": ["Hejsan allihopa!", "God kväll", "Halloo", "Tjenare, allt bra?", "hejj"],
        "en": ["Hey bot!", "good afternoon", "helo", "Hiya, how is it going?", "Good evening everyone"],
    },
    "thanks": {
        "fi": ["Kiitos kovasti avustasi!", "kitos paljon", "okei, kiitti", "Selvä juttu, kiitos vastauksesta"],
        "sv": ["Stort tack för svaret!", "tack ska du ha", "toppen, tackar", "Okej tack"],
        "en": ["thx a lot", "Many thanks for the info", "Perfect, thank you so much!", "thankss"],
    },
    "goodbye": {
        "fi": ["Kiitos ja hei hei!", "Hyvää viikonloppua", "näkemiin sitten"],
        "sv": ["Hejdå, ha det bra!", "Tack, vi ses", "Adjö"],
        "en": ["Bye bye!", "Thanks, see you later", "Have a nice day"],
    },
    "identity": {
        "fi": ["Mikä sä oikein oot?", "ootko sä joku robotti", "Hei, kuka siellä vastaa?", "Puhunko ihmiselle?"],
        "sv": ["Va e du för nåt?", "Pratar jag med en robot?", "Är du en AI?", "Hej! Vem är du egentligen?"],
        "en": ["what r u", "Am I chatting with a real human?", "Hi, are you ChatGPT?", "Is this a bot?"],
    },
    "maker": {
        "fi": ["Kuka sut on tehnyt?", "Kuka on koodannut sinut?"],
        "sv": ["Vem har byggt dig?", "Vilka har skapat den här boten?"],
        "en": ["Who built you?", "who is your creator"],
    },
    "abilities": {
        "fi": ["Mitä sä osaat?", "Mitä voin kysyä sinulta?", "Missä asioissa voit auttaa?", "Voitko auttaa minua?"],
        "sv": ["Vad kan du hjälpa mig med?", "Vad kan jag fråga dig om?", "Kan du hjälpa mig?"],
        "en": ["What do you know?", "How can you help me?", "What can I ask you about?", "Can you help me please"],
    },
    "how_made": {
        "fi": ["Mistä tämä tieto on peräisin?", "mistä sä tän tiedät", "Miten muodostat vastaukset?", "Keksitkö nämä itse?"],
        "sv": ["Varifrån kommer svaret?", "Hur vet du allt det där?", "Är ditt svar pålitligt?", "Hur har du fått fram det?"],
        "en": ["Where did you get that?", "How do you come up with the answers?", "Did you make that up?"],
    },
    "storage": {
        "fi": ["Tallennetaanko viestini?", "Jääkö tää keskustelu talteen?", "Säilytättekö kysymyksiä?"],
        "sv": ["Lagras mina meddelanden?", "Sparas det jag skriver?", "Samlar ni in uppgifter om mig?"],
        "en": ["Are my messages saved?", "Do you keep a log of my questions?", "Is this chat private?"],
    },
}
CASES = [(intent, language, text) for intent, by in SAID.items() for language, texts in by.items() for text in texts]
QUESTIONS = [
    ("Hei! Paljonko Oulu sai rahaa?", "Paljonko Oulu sai rahaa?"),
    ("Moi, kuka voi hakea rahoitusta?", "Kuka voi hakea rahoitusta?"),
    ("Hej! Vilka är Lahtis prioriteringar? Tack på förhand!", "Vilka är Lahtis prioriteringar?"),
    ("Hello there, what is an ecosystem agreement?", "What is an ecosystem agreement?"),
    ("Mitä kaupungit voivat tehdä ohjelmassa?", ""),
    ("Mistä rahoitus tulee?", ""),
    ("Kuka on tehnyt sopimuksen?", ""),
    ("Mihin tukea voi käyttää?", ""),
    ("Vem har skapat avtalet?", ""),
    ("Hur kan staden söka stöd?", ""),
    ("Var kommer pengarna ifrån?", ""),
    ("Who made the agreement?", ""),
    ("What can a company get support for?", ""),
    ("Where does the money come from?", ""),
    ("How does the programme work?", ""),
    ("Which data does the project collect?", ""),
    ("Oletko varma, että Lahti on mukana?", ""),
    ("Tallennetaanko hiilidioksidia hankkeessa?", ""),
    ("Hiilineutraali kiertotalous", ""),
    ("Lahti", ""),
]


def test_the_sentences_are_many_and_stand_nowhere_as_examples() -> None:
    groups = tomllib.loads((Path(intents.__file__).parent / "intents.toml").read_text(encoding="utf-8"))
    examples = {text.lower() for names in groups.values() for by in names.values() for texts in by.values() for text in texts}
    assert len(CASES) >= 80
    assert [text for _, _, text in CASES if text.lower() in examples] == []


def test_what_is_said_beside_questions_is_heard() -> None:
    missed = [(intent, hear(text).intent, text) for intent, _, text in CASES if hear(text).intent != intent]
    print(f"heard by form: {len(CASES) - len(missed)} of {len(CASES)}", *missed, sep="\n")
    assert len(missed) <= len(CASES) // 20, missed


@pytest.mark.parametrize(("message", "question"), QUESTIONS)
def test_a_real_question_is_no_small_talk_and_loses_only_its_courtesies(message: str, question: str) -> None:
    assert (hear(message).intent, hear(message).text) == ("", question or message)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("intent", list(SAID))
def test_each_answer_is_short(intent: str, language: str) -> None:
    assert len(sentences(language)[intent].split()) <= 50


@pytest.mark.encoder
def test_the_assistant_answers_in_kind_and_language_with_questions_to_go_on(real: Assistant) -> None:
    say, wrong = real.wording().say, []
    for intent, language, text in CASES:
        answer = real.answer(text, interface=language)
        if (answer.status, answer.text) != ("smalltalk", say(language, intent)) or not answer.suggestions:
            wrong.append((intent, text, answer.status, answer.language))
    print(f"answered in kind: {len(CASES) - len(wrong)} of {len(CASES)}", *wrong, sep="\n")
    assert len(wrong) <= len(CASES) // 12, wrong


def test_a_message_that_asks_nothing_and_holds_a_courtesy_is_one() -> None:
    assert courtesy_in("aww thx a lot, you made my day :D") == "thanks"
    assert courtesy_in("no moro moro, täällä taas kahvikuppi kourassa") == "greeting"
    assert hear("happy new year, dear machine :)").intent == "greeting"
    assert courtesy_in("Thanks, but which projects are there?") == courtesy_in("Vaasan projektit") == ""
