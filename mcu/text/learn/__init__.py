"""Learning from labelled texts: what people confirmed teaches what is suggested next.

`training.train` makes a `Model`, `model.load` reads one that was saved, `measuring.evaluate` says how good
it is. Only `training` needs scikit-learn, so that whoever merely asks a model does not load it.
"""
