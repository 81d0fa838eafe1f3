// Choosing elements of lists by numbers that belong to them.
#include "pieces.h"

// Whether element k takes part: neither it nor its number is void. No element does where the lists differ in length.
DEVICE bool takes_part(const Views& pieces, const Numbers& keys, int k) {
    return pieces.count == keys.count && keys[k] != NONE && is_live(pieces[k]);
}

// The first of the elements with the largest key (of the smallest, for sign -1); -1 if none takes part.
DEVICE int extreme(const Views& pieces, const Numbers& keys, int sign) {
    int best = -1;
    for (int k = 0; k < pieces.count; k++)
        if (takes_part(pieces, keys, k) && (best < 0 || (sign > 0 ? keys[k] > keys[best] : keys[k] < keys[best]))) best = k;
    return best;
}

// How many elements that take part have the key of element k. Uniform.
DEVICE int having_key(const Views& pieces, const Numbers& keys, int k) {
    int n = 0;
    FOR_LANES(other, pieces.count) n += takes_part(pieces, keys, other) && keys[other] == keys[k];
    return TOTAL(n);
}
