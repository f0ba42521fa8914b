"""«Пульт МЦУ»: the software of a municipal control centre."""

__version__ = "0.1.0"
