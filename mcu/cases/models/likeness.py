"""By what the like of a message is found among a million, and the words of a municipality."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from mcu.cases.models.case import Case
from mcu.cases.models.problem import Problem
from mcu.cases.rules.problem.reposts import Reposts
from mcu.org.models import Municipality

BANDS = ("band_a", "band_b", "band_c", "band_d")
KEYS = ("digest", *BANDS, "street", "landmark")


class Word(models.Model):
    """A dictionary word of the messages of a municipality: in how many it stands, how it is looked up
    when it is written wrong. Made of masked texts; a word that stands in none is deleted."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    lemma = models.CharField(max_length=40)
    cases = models.PositiveIntegerField(default=0)
    # What is left of the word when a letter is taken out, as numbers: see mcu.text.typos.
    spellings = ArrayField(models.IntegerField())

    class Meta:
        verbose_name = "слово"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["municipality", "lemma"], name="word_once")
        ]
        indexes: ClassVar = [GinIndex(fields=["spellings"], name="word_spellings", fastupdate=True)]

    def __str__(self) -> str:
        return self.lemma


class Footprint(models.Model):
    """What a case leaves to be found by: keys of its masked text and of its place, its words and signs.

    A case gets its row when it enters; a job fills it in, and anew when the text or the place changed,
    and then looks for the problem. The keys are salted with the municipality and hold no text.
    """

    class Step(models.IntegerChoices):
        WAITS = 0, "Ждёт"
        FILLED = 1, "Заполнен"
        LOOKED = 2, "Проблема искалась"

    case = models.OneToOneField(Case, models.CASCADE, related_name="footprint", primary_key=True)
    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_index=False)
    step = models.PositiveSmallIntegerField(choices=Step.choices, default=0, db_default=0)
    at = models.DateTimeField(null=True)
    words = ArrayField(models.IntegerField(), null=True)
    signs = ArrayField(models.CharField(max_length=40), null=True)
    digest = models.BigIntegerField(null=True)
    band_a = models.BigIntegerField(null=True)
    band_b = models.BigIntegerField(null=True)
    band_c = models.BigIntegerField(null=True)
    band_d = models.BigIntegerField(null=True)
    street = models.BigIntegerField(null=True)
    landmark = models.BigIntegerField(null=True)

    PERSONAL: ClassVar = ("words", "signs")

    class Meta:
        verbose_name = "отпечаток сообщения"
        indexes: ClassVar = [
            models.Index(fields=["step", "case"], condition=Q(step__lt=2), name="footprint_waits"),
            *(
                models.Index(
                    F(name),
                    F("at").desc(),
                    F("case"),
                    condition=Q(**{f"{name}__isnull": False}),
                    name=f"footprint_by_{name}",
                )
                for name in KEYS
            ),
        ]

    def __str__(self) -> str:
        return f"отпечаток {self.case_id}"


class ProblemHint(models.Model):
    """The open problem that a new message was found to belong to, until a person decides."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="problem_hint", primary_key=True)
    problem = models.ForeignKey(Problem, models.CASCADE, related_name="hints")
    score = models.FloatField("сходство")
    because = models.CharField("почему", max_length=500)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = "подсказка о проблеме"

    def __str__(self) -> str:
        return f"{self.case_id}: {self.problem_id}"


class LikenessPolicy(models.Model):
    """What is done by itself with an exact repost; without a row the default of the rules holds."""

    municipality = models.OneToOneField(
        Municipality, models.CASCADE, related_name="likeness_policy", primary_key=True
    )
    reposts = models.CharField(
        "точный повтор текста", max_length=10, choices=Reposts.choices, default=Reposts.JOIN
    )
    least_words = models.PositiveSmallIntegerField("не короче, слов", default=6)
    days = models.PositiveSmallIntegerField("не позже, дней", default=7)

    class Meta:
        verbose_name = "правило о повторах"

    def __str__(self) -> str:
        return f"правило о повторах {self.municipality_id}"
