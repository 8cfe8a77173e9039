"""How fast the engine is, and how good its plans are, beside what a solver does by itself: docs/performance.md."""
