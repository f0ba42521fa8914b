"""Writing reports: forms, figures, the steps of a report, where it went."""
