"""What is asked: the question understood, what an answer would look like, the words of these papers."""
