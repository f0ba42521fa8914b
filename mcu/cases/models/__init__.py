"""Cases, what is known of them, and what was promised."""

from mcu.cases.models.answer_parts import AnswerPart, JoinedPart, PartVersion
from mcu.cases.models.answering import (
    AnswerTemplate,
    ApprovalStage,
    ApprovalTurn,
    CaseQuestion,
    CheckRule,
    Editing,
)
from mcu.cases.models.appeal import (
    Addressee,
    Appeal,
    AppealCounter,
    AppealDecision,
    AppealNotice,
    AppealSetup,
    Reception,
    Resolution,
    Split,
)
from mcu.cases.models.case import Applicant, ApplicantKey, Case
from mcu.cases.models.channels import ChannelUse
from mcu.cases.models.control import ControlMark, Intervention
from mcu.cases.models.conversation import Conversation, Utterance
from mcu.cases.models.fast import FastRoute, FastRun, FastStage, FastStep
from mcu.cases.models.handover import HandOver
from mcu.cases.models.ladder import LadderRung
from mcu.cases.models.learning import (
    ConfirmLine,
    ConfirmRun,
    LearnedModel,
    LearningSettings,
    Training,
)
from mcu.cases.models.letters import CaseLetter, LetterTemplate
from mcu.cases.models.likeness import Footprint, LikenessPolicy, ProblemHint, Word
from mcu.cases.models.named_object import NamedObject
from mcu.cases.models.outside import OutsideModel
from mcu.cases.models.paper import Paper
from mcu.cases.models.point import SaidPoint
from mcu.cases.models.problem import (
    Problem,
    ProblemAct,
    ProblemAnswer,
    ProblemCase,
    ProblemFile,
    ProblemGuess,
    ProblemReply,
    Unlike,
)
from mcu.cases.models.promises import Promise
from mcu.cases.models.questions import RequestMessage
from mcu.cases.models.recount import Recount, RecountLine
from mcu.cases.models.redirects import Redirect
from mcu.cases.models.retention import LegalHold, MaskPass, RetentionReview
from mcu.cases.models.rule import AutomationCursor, Rule, RuleRun, RuleVersion
from mcu.cases.models.sources import ApprovalNeed, SourceRecord, StageWord
from mcu.cases.models.terms import Norm, Term, TermExtension, TermPause
from mcu.cases.models.topics import ClassifierVersion, Route, Topic
from mcu.cases.models.work import (
    Answer,
    Assignment,
    Attachment,
    InfoRequest,
    Note,
    SavedView,
    Suggestion,
)

__all__ = [
    "Addressee",
    "Answer",
    "AnswerPart",
    "AnswerTemplate",
    "Appeal",
    "AppealCounter",
    "AppealDecision",
    "AppealNotice",
    "AppealSetup",
    "Applicant",
    "ApplicantKey",
    "ApprovalNeed",
    "ApprovalStage",
    "ApprovalTurn",
    "Assignment",
    "Attachment",
    "AutomationCursor",
    "Case",
    "CaseLetter",
    "CaseQuestion",
    "ChannelUse",
    "CheckRule",
    "ClassifierVersion",
    "ConfirmLine",
    "ConfirmRun",
    "ControlMark",
    "Conversation",
    "Editing",
    "FastRoute",
    "FastRun",
    "FastStage",
    "FastStep",
    "Footprint",
    "HandOver",
    "InfoRequest",
    "Intervention",
    "JoinedPart",
    "LadderRung",
    "LearnedModel",
    "LearningSettings",
    "LegalHold",
    "LetterTemplate",
    "LikenessPolicy",
    "MaskPass",
    "NamedObject",
    "Norm",
    "Note",
    "OutsideModel",
    "Paper",
    "PartVersion",
    "Problem",
    "ProblemAct",
    "ProblemAnswer",
    "ProblemCase",
    "ProblemFile",
    "ProblemGuess",
    "ProblemHint",
    "ProblemReply",
    "Promise",
    "Reception",
    "Recount",
    "RecountLine",
    "Redirect",
    "RequestMessage",
    "Resolution",
    "RetentionReview",
    "Route",
    "Rule",
    "RuleRun",
    "RuleVersion",
    "SaidPoint",
    "SavedView",
    "SourceRecord",
    "Split",
    "StageWord",
    "Suggestion",
    "Term",
    "TermExtension",
    "TermPause",
    "Topic",
    "Training",
    "Unlike",
    "Utterance",
    "Word",
]
