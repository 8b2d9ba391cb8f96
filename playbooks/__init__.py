"""Ansible content: playbooks and roles, data only."""
