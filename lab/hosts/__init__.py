"""The estate's servers in the lab: real SSH, a directory per host, commands run as the current user."""
