"""What papers mark as not for publication, how far it reaches, and how it is said."""
