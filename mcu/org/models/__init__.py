"""What the organisation consists of."""

from mcu.org.models.acquaintance import Acquaintance, ActFile
from mcu.org.models.acts import Definition, LegalAct, NormativeAct
from mcu.org.models.centre import CentreCard
from mcu.org.models.directions import Direction
from mcu.org.models.indicators import IndicatorOwner, OwnIndicator
from mcu.org.models.links import Link
from mcu.org.models.marks import ServiceMarks, WorkHours
from mcu.org.models.notices import Notice, NoticeChoice, NoticeCursor
from mcu.org.models.participants import Participant
from mcu.org.models.people import Duty, Person, PersonManager
from mcu.org.models.people_imports import PeopleImport
from mcu.org.models.place import CalendarDay, Municipality
from mcu.org.models.profile import Charter, LoadedProfile
from mcu.org.models.proposals import Proposal, ProposedChange
from mcu.org.models.rights import Grant
from mcu.org.models.second_factor import Passkey, RecoveryCode, Totp
from mcu.org.models.sessions import Session
from mcu.org.models.sign_in import Attempt, Identity, SecurityPolicy
from mcu.org.models.structure import Block, Body
from mcu.org.models.substitutions import Substitution
from mcu.org.models.tokens import Token
from mcu.org.models.versions import StructureChange

__all__ = [
    "Acquaintance",
    "ActFile",
    "Attempt",
    "Block",
    "Body",
    "CalendarDay",
    "CentreCard",
    "Charter",
    "Definition",
    "Direction",
    "Duty",
    "Grant",
    "Identity",
    "IndicatorOwner",
    "LegalAct",
    "Link",
    "LoadedProfile",
    "Municipality",
    "NormativeAct",
    "Notice",
    "NoticeChoice",
    "NoticeCursor",
    "OwnIndicator",
    "Participant",
    "Passkey",
    "PeopleImport",
    "Person",
    "PersonManager",
    "Proposal",
    "ProposedChange",
    "RecoveryCode",
    "SecurityPolicy",
    "ServiceMarks",
    "Session",
    "StructureChange",
    "Substitution",
    "Token",
    "Totp",
    "WorkHours",
]
