"""What the organisation consists of."""

from mcu.org.models.acts import Definition, LegalAct, NormativeAct
from mcu.org.models.centre import CentreCard
from mcu.org.models.indicators import IndicatorOwner, OwnIndicator
from mcu.org.models.links import Link
from mcu.org.models.marks import ServiceMarks, WorkHours
from mcu.org.models.participants import Participant
from mcu.org.models.people import Duty, Person, PersonManager
from mcu.org.models.people_imports import PeopleImport
from mcu.org.models.place import CalendarDay, Municipality
from mcu.org.models.profile import Charter, LoadedProfile
from mcu.org.models.proposals import Proposal, ProposedChange
from mcu.org.models.structure import Block, Body
from mcu.org.models.substitutions import Substitution
from mcu.org.models.versions import StructureChange

__all__ = [
    "Block",
    "Body",
    "CalendarDay",
    "CentreCard",
    "Charter",
    "Definition",
    "Duty",
    "IndicatorOwner",
    "LegalAct",
    "Link",
    "LoadedProfile",
    "Municipality",
    "NormativeAct",
    "OwnIndicator",
    "Participant",
    "PeopleImport",
    "Person",
    "PersonManager",
    "Proposal",
    "ProposedChange",
    "ServiceMarks",
    "StructureChange",
    "Substitution",
    "WorkHours",
]
