"""How well residents are recognised: labelled pairs of records, and what is made of them."""
