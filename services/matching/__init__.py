"""Matching: the catalogue, the needs, and what is proposed to answer them, on the lowest rung that is adequate."""
