"""Learning from labelled texts: what people confirmed teaches what is suggested next.

`training.train` makes a `Model`, `Model.load` reads one that was saved, `measuring.evaluate` says how
good it is. A model is one table of weights: asking it costs a look into a table per word.
"""
