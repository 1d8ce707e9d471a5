"""How a review is told: as text while it runs, as documents when it is over."""
