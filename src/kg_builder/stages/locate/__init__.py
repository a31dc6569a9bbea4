"""Where things are: places → codes by a vote for a home region; everything else → the division it belongs to."""

from kg_builder.stages.locate.belong import locate_source
from kg_builder.stages.locate.frame import frame
from kg_builder.stages.locate.lookup import Located, locate
from kg_builder.stages.locate.nearest import keep_nearest
from kg_builder.stages.locate.vote import PlaceName, find_home, vote

__all__ = ["Located", "PlaceName", "find_home", "frame", "keep_nearest", "locate", "locate_source", "vote"]
