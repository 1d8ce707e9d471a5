"""How a review is shown: as text for people, as JSON for programs."""
