"""Units and accounts from files that offices fill in: read, planned as a dry run, and only then taken over."""
