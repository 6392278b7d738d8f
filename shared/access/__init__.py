"""Access: tokens, identity providers, links, rules of visibility, limits on callers, the audit log."""
