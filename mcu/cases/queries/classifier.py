"""The classifier of a municipality, kept in memory while unchanged."""

from functools import cached_property, lru_cache

from django.db.models import Max, QuerySet

from mcu.cases.models import ClassifierVersion, Topic
from mcu.cases.rules.routing import TopicView
from mcu.core.once import once
from mcu.text.topics import KnownNames, Lexicon, match_name


class Classifier:
    """The topics in force of one version: by code, by name, by the words of a text."""

    def __init__(self, municipality_id: int, version: int) -> None:
        self.version = version
        self.rows = list(topics_of(municipality_id).select_related("parent"))
        self.by_code = {topic.code: topic for topic in self.rows}
        self.by_id = {topic.pk: topic for topic in self.rows}

    @cached_property
    def lexicon(self) -> Lexicon:
        return Lexicon((topic.code, topic.words) for topic in self.rows if topic.words)

    def named(self, name: str, group: str = "") -> Topic | None:
        """The topic of this name, as files write it; None when there is none."""
        code = match_name(name, group, self._known)
        return self.by_code[code] if code else None

    @cached_property
    def _known(self) -> KnownNames:
        return KnownNames(
            (t.code, (t.parent.name, *t.parent.aliases), (t.name, *t.aliases))
            for t in self.rows
            if t.parent
        )

    @cached_property
    def views(self) -> dict[int, TopicView]:
        return {t.pk: TopicView(t.pk, t.name, t.parent_id) for t in self.rows}


def topics_of(municipality_id: int) -> QuerySet[Topic]:
    """The topics in force."""
    return Topic.objects.filter(municipality_id=municipality_id, until_version__isnull=True)


def classifier_for(municipality_id: int) -> Classifier:
    """The classifier in force; one small query while the version stays the same."""
    return _classifier(municipality_id, _version(municipality_id))


@once
def _version(municipality_id: int) -> int:
    versions = ClassifierVersion.objects.filter(municipality_id=municipality_id)
    return versions.aggregate(last=Max("number"))["last"] or 0


@lru_cache(maxsize=16)
def _classifier(municipality_id: int, version: int) -> Classifier:
    return Classifier(municipality_id, version)
