"""Rule kinds: what an author states (``kinds``) and what is made of it (the other modules)."""
