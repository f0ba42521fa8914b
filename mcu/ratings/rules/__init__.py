"""How a rating is counted: pure, values in, values out."""
