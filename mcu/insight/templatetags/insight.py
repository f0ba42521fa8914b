"""Filters of the pages of insight."""

from django import template

from mcu.insight.rules import growth

register = template.Library()
register.filter("signed", growth.signed)
