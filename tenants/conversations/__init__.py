"""Conversations in the kluis: routing, messages, consents, next steps."""
