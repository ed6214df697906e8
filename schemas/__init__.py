"""What a row is: table models, vocabularies, the source text, and the marker grammar. Knows no other folder."""
