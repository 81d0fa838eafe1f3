// What elements of a list of numbers are beside the others.
#include "numbers.h"
