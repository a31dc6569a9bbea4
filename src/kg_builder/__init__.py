"""kg-builder turns Chinese news text into a knowledge graph that can be browsed, queried and defended."""

__version__ = "0.1.0"
