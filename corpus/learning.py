"""The learning path of a programme: `learning.yaml` in the folder of documents, roles and the questions that each begins with.

The answers are not in it: the assistant makes them. A folder without the file has an empty path.
"""

from dataclasses import dataclass
from pathlib import Path

from corpus.catalogue import Catalogue, read_records
from corpus.errors import CatalogueError
from corpus.facts import Names


@dataclass(frozen=True, slots=True)
class Role:
    """Somebody new, and the ids of the questions for them in the order in which they are best read."""

    id: str
    name: Names
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PathQuestion:
    """A question in three languages; an answer to it has to cite one of its `facts`."""

    id: str
    text: Names
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LearningPath:
    """Questions by role; several roles may have the same question."""

    roles: tuple[Role, ...] = ()
    questions: tuple[PathQuestion, ...] = ()

    def questions_for(self, role: Role) -> tuple[PathQuestion, ...]:
        """A role's questions in their order."""
        by_id = {question.id: question for question in self.questions}
        return tuple(by_id[id] for id in role.questions)


def load_learning(root: Path, catalogue: Catalogue) -> LearningPath:
    """The path of a folder. Raises `CatalogueError` naming the line, or the role or question that names what does not exist."""
    file = root / "learning.yaml"
    if not file.is_file():
        return LearningPath()
    path: LearningPath = read_records(root, file, LearningPath)
    questions = {question.id for question in path.questions}
    facts = {record.id for record in catalogue.records()}
    named = [("role", role.id, "question", id, questions) for role in path.roles for id in role.questions]
    named += [("question", q.id, "fact", id, facts) for q in path.questions for id in q.facts]
    for kind, owner, wanted, id, known in named:
        if id not in known:
            raise CatalogueError(
                f"'learning.yaml': the {kind} {owner!r} names the {wanted} {id!r}, which does not exist", "mend the id"
            )
    return path
