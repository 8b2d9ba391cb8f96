"""What runs in the services' own virtual environment: imports Keystone, Placement, Glance, Neutron and Nova.

Nothing of the project imports this package, and it imports nothing of the project: it is started by its path
(`python -I control_plane …`) and told everything by a cloud's `cloud.json`.
"""
