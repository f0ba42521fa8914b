"""Reading for the desk: the day, the reference tables, the journal."""

from mcu.desk.queries.journal import (
    Entry,
    JournalFilter,
    JournalPage,
    journal_anchors,
    journal_count,
    journal_entry,
    journal_page,
    journal_rows,
    last_check,
)
from mcu.desk.queries.reference import GroupRow, TopicRow, cases_of, norm_groups, topic_groups
from mcu.desk.queries.today import ROWS, Today, arrivals, queues, today, working_day

__all__ = [
    "ROWS",
    "Entry",
    "GroupRow",
    "JournalFilter",
    "JournalPage",
    "Today",
    "TopicRow",
    "arrivals",
    "cases_of",
    "journal_anchors",
    "journal_count",
    "journal_entry",
    "journal_page",
    "journal_rows",
    "last_check",
    "norm_groups",
    "queues",
    "today",
    "topic_groups",
    "working_day",
]
