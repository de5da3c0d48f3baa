"""The agenda of the service consultation as a paper: put in Dutch tables, written for a file."""
