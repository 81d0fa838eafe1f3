#include "numbers.h"

// a / b rounded down, b not 0.
DEVICE int divided(int a, int b) {
    const int64_t quotient = (int64_t)a / b;
    return clamp_number(quotient - (quotient * b != a && (a < 0) != (b < 0)));
}
