"""The two stages as every rival does them: the product's own tables, the same rows in each, events of the same size.

A rival differs in how messages come and go, not in this. It is as lean as it can be made: one statement, which is one
transaction, per batch; rows and bodies are filled in from a template, nothing is looked up, judged, validated or
encrypted. What the product seals is here as many random bytes.
"""
