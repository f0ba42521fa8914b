"""What the words of statuses mean in this municipality."""

from mcu.cases.models import StageWord
from mcu.cases.rules.stages import stages_of
from mcu.intake.rules.layouts import normal
from mcu.intake.rules.words import STEPS


def status_words(municipality_id: int, system: str) -> dict[str, str]:
    """Word → state: the known ones, and before them those the municipality set for the system."""
    states = {stage.code: str(stage.state) for stage in stages_of(system)}
    rows = StageWord.objects.filter(municipality_id=municipality_id, system=system)
    own = rows.values_list("word", "stage")
    return STEPS | {normal(word): states[stage] for word, stage in own if stage in states}
