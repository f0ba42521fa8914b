"""Language work on what residents write: cleaning, masking, search, topics, addresses of posts, places.

A plain library: knows nothing of Django and of the rest of `mcu`.
"""
