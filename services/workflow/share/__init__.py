"""Shares: which process carries on which executions."""
