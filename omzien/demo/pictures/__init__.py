"""Pictures for the report: inline SVG that takes its colours from the page, so that it follows light and dark.

Every picture has a title and a description for who does not see it; the page puts the same figures in a table.
"""

from omzien.demo.pictures.flow import flow
from omzien.demo.pictures.ladder import ladder
from omzien.demo.pictures.lanes import lanes
from omzien.demo.pictures.scores import scores
from omzien.demo.pictures.stages import latencies

__all__ = ["flow", "ladder", "lanes", "latencies", "scores"]
