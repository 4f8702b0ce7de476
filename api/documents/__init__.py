"""Documents to keep: annual reports as PDF, editions as CSV, figures as SVG."""
