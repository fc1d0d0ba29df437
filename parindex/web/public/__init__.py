"""What anybody reads without signing in: published results, how they came about, and how to check them."""
