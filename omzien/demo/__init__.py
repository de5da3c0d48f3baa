"""`make demo`: the main job on a delivery of signals, shown live, checked by comparing sets, and drawn."""
