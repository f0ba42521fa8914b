"""What is done: the flow looked through, alarms decided, outages taken in."""
