#include "bits.h"

// Puts in the place of numbers from 1 to 1023 their ranks among the different ones, 1 first: the largest, or the
// smallest. Zeros stay. `numbers` are SHARED.
FUNCTION void rank_numbers(int count, bool largest_first, int* numbers) {
    SHARED(int, present, 32);  // a bit for each number there is
    FOR_LANES(k, 32) present[k] = 0;
    SYNC();
    FOR_LANES(k, count) if (numbers[k]) ATOMIC_OR(&present[numbers[k] >> 5], 1 << (numbers[k] & 31));
    SYNC();
    FOR_LANES(k, count) {
        const int word = numbers[k] >> 5, step = largest_first ? -1 : 1;
        if (numbers[k] == 0) continue;
        int rank = rank_among(present[word], numbers[k] & 31, largest_first);
        for (int before = word - step; before >= 0 && before < 32; before -= step) rank += count_bits(present[before]);
        numbers[k] = rank;
    }
    SYNC();
}
