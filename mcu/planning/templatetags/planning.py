"""Filters of the pages of the indicators."""

from django import template

from mcu.planning.rules.numbers import shown

register = template.Library()
register.filter("amount", shown)
