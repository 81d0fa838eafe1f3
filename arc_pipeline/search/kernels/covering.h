#include "bit_counts.h"
