constexpr int NUMBER_LIMIT = 10000;  // as in numbers.py

DEVICE int clamp_number(int64_t v) {
    return v < -NUMBER_LIMIT ? -NUMBER_LIMIT : v > NUMBER_LIMIT ? NUMBER_LIMIT : (int)v;
}

// How often the number in place k occurs in the list.
DEVICE int occurrences(const Numbers& list, int k) {
    int n = 0;
    for (int m = 0; m < list.count; m++) n += list[m] == list[k];
    return n;
}

// The number with the most (sign 1) or fewest (sign -1) occurrences, the smallest of several; NONE if all are void.
DEVICE int by_occurrences(const Numbers& list, int sign) {
    int wanted = NONE;
    FOR_LANES(k, list.count) if (list[k] != NONE) wanted = most(wanted, sign * occurrences(list, k));
    wanted = LARGEST(wanted);
    int found = 2147483647;
    FOR_LANES(k, list.count)
        if (list[k] != NONE && sign * occurrences(list, k) == wanted) found = least(found, list[k]);
    found = SMALLEST(found);
    return wanted == NONE ? NONE : found;
}
