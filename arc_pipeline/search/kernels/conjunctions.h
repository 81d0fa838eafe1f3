// Bits of words are counted as those of layers are.
#include "layers.h"
