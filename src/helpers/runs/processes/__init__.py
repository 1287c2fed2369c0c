"""The processes of a run: its workers, and kernels forked from one that is warm."""
