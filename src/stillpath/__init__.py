"""stillpath: a child's results into the next safe step, for macrophage activation syndrome in systemic JIA.

Nothing here has been approved by a clinical board. ARCHITECTURE.md draws the rooms; imports only point down.
"""

__version__ = "0.1.0"
