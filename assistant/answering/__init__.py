"""What is said, or why nothing is said."""
