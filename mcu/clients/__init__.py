"""Thin typed clients of outside services; plain libraries that know nothing of Django or `mcu`."""
