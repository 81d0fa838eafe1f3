#include "cut.h"
#include "lines.h"
