#include "color.h"
