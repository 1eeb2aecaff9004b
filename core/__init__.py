"""The core of Cartref: it loads plugins, keeps records, knows people and homes, and serves pages."""

__version__ = "0.1.0"
