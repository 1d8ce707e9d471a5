"""What a team has agreed on: what is reviewed, how severely, and by which rules of its own."""
