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
from mcu.desk.queries.substitutions import colleagues_of, found_substitutions, load_of, row_of
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
    "colleagues_of",
    "found_substitutions",
    "journal_anchors",
    "journal_count",
    "journal_entry",
    "journal_page",
    "journal_rows",
    "last_check",
    "load_of",
    "norm_groups",
    "queues",
    "row_of",
    "today",
    "topic_groups",
    "working_day",
]
