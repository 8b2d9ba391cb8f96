"""Bringing a configuration to a device: logins, the task, and the way that all timed commits share."""
