"""What is suggested for a text: by the models in force, by the starter lexicon beside them.

A model is loaded once in a process, under the key of its content, so that a new version is simply
another file; nothing here needs what only training needs.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import NamedTuple

from mcu.cases.models import LearnedModel, LearningSettings
from mcu.cases.queries.classifier import Classifier, classifier_for
from mcu.cases.rules.learning import Learning, Mode, Proposed, Target, because, discounted, mixed
from mcu.core import files
from mcu.core.errors import RuleViolation
from mcu.core.once import once
from mcu.org.models import Block, Body
from mcu.text.learn.features import lemma_of, words_of
from mcu.text.learn.model import Model
from mcu.text.learn.storage import BadModel
from mcu.text.search import fold

AMONG = 6  # labels asked of a model, before what is no longer in force falls out
IN_MEMORY = 8
BODY, BLOCK = "body:", "block:"

log = logging.getLogger(__name__)
_loading = Lock()


@dataclass(frozen=True, slots=True)
class Guess:
    """A topic, a body or a block the machine proposes: why, and by which version."""

    code: str
    name: str
    confidence: float
    reason: str
    model_id: int | None


class Asked(NamedTuple):
    """What an executor is sought by; `topic` is a code, empty while nobody knows it."""

    text: str
    topic: str
    settlement: str
    street: str


class Running(NamedTuple):
    """A model in force: its row and its weights, with who refused what."""

    pk: int
    model: Model
    refusals: dict[str, dict[str, list[int]]]


class Suggester:
    """The models in force of one municipality, and its classifier."""

    def __init__(self, classifier: Classifier, learning: Learning, running: dict[str, Running]):
        self.classifier, self.learning, self.running = classifier, learning, running

    def topics(self, texts: Sequence[str]) -> list[list[Guess]]:
        """For each text up to three topics, the likeliest first."""
        if self.learning.mode == Mode.OFF:
            return [[] for _ in texts]
        found = proposed_topics(self.classifier, self._model(Target.TOPIC), texts)
        worth = [self._worth(proposed) for proposed in found]
        silent = [each[:1] if each and not each[0].words else [] for each in worth]
        words = _words_of_first(self.running.get(Target.TOPIC), texts, silent)
        return [
            [self._topic(one, said if place == 0 else ()) for place, one in enumerate(proposed)]
            for proposed, said in zip(worth, words, strict=True)
        ]

    def executors(self, asked: Sequence[Asked], names: dict[str, str]) -> list[list[Guess]]:
        """For each case up to three bodies or blocks; none while nothing is learnt of them.

        `names` are those in force, by label.
        """
        running = self.running.get(Target.EXECUTOR)
        if running is None or not asked:
            return [[] for _ in asked]
        found = [self._worth(each) for each in proposed_executors(running, asked, names)]
        words = _words_of_first(running, [as_words(each) for each in asked], found)
        return [
            [
                self._executor(running, one, each, names, said if place == 0 else ())
                for place, one in enumerate(proposed)
            ]
            for each, proposed, said in zip(asked, found, words, strict=True)
        ]

    @property
    def knows_executors(self) -> bool:
        return Target.EXECUTOR in self.running

    def _worth(self, proposed: list[Proposed]) -> list[Proposed]:
        """Nothing where even the likeliest is not worth a person's look."""
        sure = proposed and proposed[0].confidence * 100 >= self.learning.show_from
        return proposed if sure else []

    def _model(self, target: Target) -> Model | None:
        return self.running[target].model if target in self.running else None

    def _topic(self, one: Proposed, words: tuple[str, ...]) -> Guess:
        running = self.running.get(Target.TOPIC)
        by = running if running and one.label in running.model.labels else None
        name = self.classifier.by_code[one.label].name
        said = because(one.words or words)
        return Guess(one.label, name, one.confidence, said, by.pk if by else None)

    def _executor(
        self,
        running: Running,
        one: Proposed,
        asked: Asked,
        names: dict[str, str],
        words: tuple[str, ...],
    ) -> Guess:
        told = tuple(_told(word, asked, self.classifier) for word in words)
        kept, refused = running.refusals.get(asked.topic, {}).get(one.label, (0, 0))
        reason = because(told)
        if refused:
            reason += f"; вернули по этой теме: {refused} из {kept + refused}"
        return Guess(one.label, names[one.label], one.confidence, reason[:500], running.pk)


def _words_of_first(
    running: Running | None, texts: Sequence[str], proposed: Sequence[Sequence[Proposed]]
) -> list[tuple[str, ...]]:
    """What decided for the likeliest label of each text, asked of the model in one go; only the
    likeliest says its words, for finding them costs as much as guessing."""
    found: list[tuple[str, ...]] = [()] * len(texts)
    if running is None:
        return found
    asked = {
        place: each[0].label
        for place, each in enumerate(proposed)
        if each and each[0].label in running.model.labels
    }
    told = running.model.whys([texts[place] for place in asked], list(asked.values()))
    for place, words in zip(asked, told, strict=True):
        found[place] = words
    return found


@once
def learning_of(municipality_id: int) -> Learning:
    """The settings in force."""
    row = LearningSettings.objects.filter(municipality_id=municipality_id).first()
    return row.learning if row else Learning()


def suggester_for(municipality_id: int, classifier: Classifier | None = None) -> Suggester:
    """Three small queries while the models stay the same."""
    learning = learning_of(municipality_id)
    running = running_models(municipality_id) if learning.mode == Mode.LEARNED else {}
    return Suggester(classifier or classifier_for(municipality_id), learning, running)


@once
def running_models(municipality_id: int) -> dict[str, Running]:
    """The models in force by target; one whose file is gone or broken is passed over."""
    rows = LearnedModel.objects.filter(
        municipality_id=municipality_id, state=LearnedModel.State.RUNNING
    )
    return {
        row.target: found
        for row in rows.only("pk", "target", "key", "refusals")
        if (found := _run(row))
    }


def proposed_topics(
    classifier: Classifier, model: Model | None, texts: Sequence[str]
) -> list[list[Proposed]]:
    """What a model and the lexicon say together; without a model the lexicon alone."""
    by_words = [
        [Proposed(one.code, one.confidence, one.words) for one in classifier.lexicon.suggest(text)]
        for text in texts
    ]
    if model is None:
        return by_words
    known, in_force = frozenset(model.labels), classifier.by_code.keys()
    learnt = model.predict(texts, top=AMONG)
    return [
        mixed(
            [Proposed(guess.label, guess.confidence) for guess in prediction.guesses],
            words,
            known=known,
            in_force=in_force,
            read=read_share(model, text) if any(one.label not in known for one in words) else 1.0,
        )
        for prediction, words, text in zip(learnt, by_words, texts, strict=True)
    ]


def read_share(model: Model, text: str) -> float:
    """How many of the words of a text the model has met."""
    lemmas, met = {lemma_of(word) for word in words_of(text)}, _vocabulary(model)
    return len(lemmas & met) / len(lemmas) if lemmas else 1.0


@lru_cache(maxsize=IN_MEMORY)
def _vocabulary(model: Model) -> frozenset[str]:
    return frozenset(model.features.words)


def proposed_executors(
    running: Running, asked: Sequence[Asked], in_force: dict[str, str]
) -> list[list[Proposed]]:
    """What a model says, less what was given back on this topic; nobody who is no longer there."""
    predictions = running.model.predict([as_words(each) for each in asked], top=AMONG)
    return [
        discounted(
            [Proposed(g.label, g.confidence) for g in prediction.guesses if g.label in in_force],
            running.refusals.get(each.topic, {}),
        )
        for each, prediction in zip(asked, predictions, strict=True)
    ]


def executor_names(municipality_id: int) -> dict[str, str]:
    """Bodies and blocks in force by label; two queries."""
    bodies = Body.objects.filter(municipality_id=municipality_id, active=True)
    blocks = Block.objects.filter(municipality_id=municipality_id, active=True)
    found = {f"{BLOCK}{block.code}": str(block) for block in blocks}
    return found | {f"{BODY}{body.code}": str(body) for body in bodies}


def charged_to(municipality_id: int, label: str) -> tuple[Body | None, Block | None]:
    """The body or the block in force behind a label; RuleViolation when there is none."""
    of = {"municipality_id": municipality_id, "active": True}
    if label.startswith(BODY):
        body = Body.objects.filter(code=label.removeprefix(BODY), **of).first()
        if body:
            return body, body.block
    elif label.startswith(BLOCK):
        block = Block.objects.filter(code=label.removeprefix(BLOCK), **of).first()
        if block:
            return None, block
    raise RuleViolation("Такого исполнителя больше нет. Обновите страницу и выберите из списка.")


def as_words(asked: Asked) -> str:
    """The text with its topic and place as words of their own, which no resident writes."""
    signs = list(_signs(asked))
    return " ".join([asked.text, *signs, *signs])


def _signs(asked: Asked) -> dict[str, tuple[str, str]]:
    """The words that stand for topic and place: of what, and what they say."""
    said = {"topic": asked.topic, "место": asked.settlement, "улица": asked.street}
    return {
        name + fold(value).replace(" ", ""): (name, value) for name, value in said.items() if value
    }


def _told(word: str, asked: Asked, classifier: Classifier) -> str:
    """A deciding word as a person knows it."""
    name, value = _signs(asked).get(word, ("", ""))
    if not name:
        return word
    topic = classifier.by_code.get(value) if name == "topic" else None
    return f"тема «{topic.name}»" if topic else f"{name} «{value}»"


def _run(row: LearnedModel) -> Running | None:
    try:
        return Running(row.pk, load(row.key), row.refusals)
    except BadModel:
        log.exception("A learnt model cannot be read: the starter lexicon is asked instead")
        return None


def load(key: str) -> Model:
    """The weights under this key, read once in a process."""
    with _loading:
        return _loaded(key)


@lru_cache(maxsize=IN_MEMORY)
def _loaded(key: str) -> Model:
    return Model.load(files.path_of(key))
