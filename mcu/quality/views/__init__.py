"""The pages of quality for those who work in the centre."""
