"""Deciding about numbers: periods and figures of the summary, indicators, where time goes."""
