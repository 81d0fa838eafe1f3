// Cells that are wrong, as `words` words of bits for each demonstration, and the elements of one list that cover some.
#include "bit_counts.h"

constexpr int ABOVE_COSTS = 1 << 10, NOTHING = 1 << 30;  // what a cell counts beside the cost of an action

// Element e is of an object in the group group[objects[e]] and covers the cells bits[e]; those on demonstration d are
// starts[d] up to starts[d + 1]. Groups are counted from `lowest`.
struct Elements {
    const int32_t *starts, *objects, *group;
    Rows<const uint64_t> bits;
    int lowest;
    MEMBER int group_of(int e) const { return group[objects[e]]; }
};

// How many of the cells that are left an action explains, 0 if one of several demonstrations alone has any of them.
DEVICE int explained_cells(const uint64_t* own, const uint64_t* left, int size, int words) {
    int count = 0, often = 0;
    for (int begin = 0; begin < size; begin += words) {
        int cells = 0;
        for (int w = begin; w < begin + words; w++) cells += ones(own[w] & left[w]);
        count += cells;
        often += cells > 0;
    }
    return often * words >= least(2 * words, size) ? count : 0;
}

// The action that explains most, of equal ones the cheapest, then the first; NOTHING if none explains any cell. Action a
// explains row `first` + a.
DEVICE int best_action(const Rows<const uint64_t>& explained, int first, const Rows<const int32_t>& costs,
                       const uint64_t* left, int size, int words) {
    int best = 0, which = NOTHING;
    FOR_LANES(a, costs.width) {
        const int cells = explained_cells(explained.row(first + a).p, left, size, words);
        const int score = cells ? cells * ABOVE_COSTS - costs[a] : 0;
        if (score > best) {
            best = score;
            which = a;
        }
    }
    const int top = LARGEST(best);
    return SMALLEST(top && best == top ? which : NOTHING);
}

// Sets the bits of those of the `allowed` groups for which elements cover some of the cells that are left.
DEVICE void find_gaining(const Elements& own, const uint8_t* allowed, const uint64_t* left, int size, int* gaining) {
    const int words = (int)own.bits.width;
    for (int d = 0; d * words < size; d++) {
        const int begin = own.starts[d];
        FOR_LANES(k, own.starts[d + 1] - begin) {
            const int e = begin + k, group = own.group_of(e);
            bool gains = false;
            for (int w = 0; w < words; w++) gains |= (own.bits(e, w) & left[d * words + w]) != 0;
            if (gains && allowed[group]) ATOMIC_OR(gaining, (int)(1u << (group - own.lowest)));
        }
    }
}

// Takes the cells away that elements of these groups cover.
DEVICE void take_away(const Elements& own, int gaining, uint64_t* left, int size) {
    const int words = (int)own.bits.width;
    FOR_LANES(k, size) {
        const int d = k / words;
        for (int e = own.starts[d]; e < own.starts[d + 1]; e++)
            if (gaining >> (own.group_of(e) - own.lowest) & 1) left[k] &= ~own.bits(e, k % words);
    }
}
