#include "measures.h"
