"""Places computed from numbers: of windows to cut out of a grid."""
