"""Firms, organisations, mandates, counsellors, staff, headcounts, invoices."""
