"""A sample that can be copied: connector, form, recorded payloads, tests, a page of documentation."""
