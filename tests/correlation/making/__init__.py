"""What labelled pairs are made of: persons, the ways they are written down, and their look-alikes."""
