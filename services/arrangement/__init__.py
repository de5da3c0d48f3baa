"""Plans: goals and items on the responsibility ladder, reviews, applications, and steps up and down with grounds."""
