"""What is measured. Figures are for comparing within one run: machines are noisy."""
