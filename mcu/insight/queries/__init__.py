"""Reading what happens in the town, each within what the reader may know."""
