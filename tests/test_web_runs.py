"""Giving up an answer and asking anew, session by session."""

from assistant.web.runs import Runs


def test_a_newer_question_ends_the_one_before_and_no_other_session() -> None:
    runs = Runs()
    first, other = runs.begin("a"), runs.begin("b")
    assert runs.state("a", first) == "on"
    second = runs.begin("a")
    assert (runs.state("a", first), runs.state("a", second), runs.state("b", other)) == ("over", "on", "on")


def test_what_is_given_up_is_told_from_what_is_over() -> None:
    runs = Runs()
    first = runs.begin("a")
    runs.stop("a")
    assert runs.state("a", first) == "stopped"
    second = runs.begin("a")  # asked again while the first is still being given up
    assert (runs.state("a", first), runs.state("a", second)) == ("over", "on")
    runs.end("a")
    assert runs.state("a", second) == "over"


def test_stopping_where_nothing_is_asked_does_nothing_and_old_sessions_are_forgotten() -> None:
    runs = Runs()
    runs.stop("nobody")
    first = runs.begin("first")
    for n in range(10_001):
        runs.begin(str(n))
    assert runs.state("first", first) == "on"  # forgotten, so nothing ends it
