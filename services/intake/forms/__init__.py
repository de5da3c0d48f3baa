"""What goes in and comes out over HTTP, a module for each noun. `requests.py` and `views.py` have what all share."""
