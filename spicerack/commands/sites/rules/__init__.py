"""Rules of replicas, from a file of a person and to lines for one."""
