"""The local stack: a virtual environment, a broker, a database and the four services on one machine.

`bootstrap` and `debian` run before anything is installed: they import the standard library only.
"""
