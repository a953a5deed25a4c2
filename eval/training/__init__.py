"""The support model trained: true and false statements made from public text, and the loop that learns from them."""
