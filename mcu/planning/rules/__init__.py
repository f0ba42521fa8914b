"""Periods of indicators, numbers as people write them, how an indicator stands, whether a need grows."""
