"""Writing tasks; each verb leaves a journal entry."""
