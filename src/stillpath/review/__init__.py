"""How a text of the knowledge is drafted, tried, reviewed, signed and published, and what is said of it."""
