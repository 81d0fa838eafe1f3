#include "bit_counts.h"
constexpr int LARGEST_TABLE = 2048, UNKNOWN = 255;

// The columns, N words of them from word `w` on, that are set in none of the table's rows for which both a and b have a
// bit. Columns before `first` and after the last count as set; once all are set, no further row is looked at.
template <int N>
DEVICE void unset(const uint64_t* a, const uint64_t* b, int words, const Rows<const uint64_t>& table, int w, int first,
                  int columns, uint64_t* out) {
    uint64_t set[N];
    for (int n = 0; n < N; n++) {
        const int from = 64 * (w + n), begin = least(most(first - from, 0), 64), end = least(columns - from, 64);
        set[n] = begin < end ? ~(~(uint64_t)0 << begin & ~(uint64_t)0 >> (64 - end)) : ~(uint64_t)0;
    }
    for (int k = 0; k < words; k++) {
        uint64_t every = ~(uint64_t)0;
        for (int n = 0; n < N; n++) every &= set[n];
        if (!~every) break;
        for (uint64_t both = a[k] & b[k]; both; both &= both - 1) {
            const uint64_t* row = table.row(64 * k + lowest(both)).p + w;
            for (int n = 0; n < N; n++) set[n] |= row[n];
        }
    }
    for (int n = 0; n < N; n++) out[n] = ~set[n];
}

// Up to three features, called states. An absent one repeats the first with a step of 0, which adds nothing to a place.
struct Combination {
    int places;                     // of the table; 0 if it would be too large
    int step[3];
    const uint8_t *known[3], *asked[3];
    int size[3];
};

DEVICE void combine(Combination& states, const int32_t* chosen, const int32_t* sizes, const Rows<const uint8_t>& known,
                    const Rows<const uint8_t>& asked) {
    int64_t places = 1;
    for (int k = 0; k < 3; k++) {
        const int state = chosen[k] < 0 ? chosen[0] : chosen[k];
        states.known[k] = known.row(state).p;
        states.asked[k] = asked.row(state).p;
        states.size[k] = sizes[state];
        states.step[k] = chosen[k] < 0 ? 0 : (int)places;
        if (chosen[k] >= 0) places *= sizes[state];
    }
    states.places = places > LARGEST_TABLE ? 0 : (int)places;
}

DEVICE int place_of(const Combination& s, const uint8_t* const* cells, int k) {
    return cells[0][k] * s.step[0] + cells[1][k] * s.step[1] + cells[2][k] * s.step[2];
}

// Writes a row of `tables`. `first`: for each place of the table the first cell that has it, later with a bit that says
// whether cells of several demonstrations have it. LANES cells at a time are compared with these, until one contradicts
// an earlier cell.
DEVICE void tabulate(const Combination& s, int* first, int cells, int tests, const uint8_t* labels,
                     const uint8_t* places, const uint64_t* factors, int32_t* out) {
    constexpr int NEVER = 1 << 20, SHARED_BY_SOME = 1 << 24, CELL = NEVER - 1;
    FOR_LANES(k, s.places) first[k] = NEVER;
    SYNC();
    int wrong = NEVER;
    for (int begin = 0; begin < (s.places ? cells : 0) && wrong == NEVER; begin += LANES) {
        const int k = begin + LANE, place = k < cells ? place_of(s, s.known, k) : 0;
        if (k < cells) ATOMIC_MIN(&first[place], k);
        SYNC();
        wrong = SMALLEST(k < cells && labels[ATOMIC_READ(&first[place])] != labels[k] ? k : NEVER);
    }
    const bool fits = s.places && wrong == NEVER;
    if (fits) FOR_LANES(k, cells) {
        int* entry = &first[place_of(s, s.known, k)];
        if (places[ATOMIC_READ(entry) & CELL] != places[k]) ATOMIC_OR(entry, SHARED_BY_SOME);
    }
    SYNC();
    int entries = 0, unknown = 0, alone = 0;
    uint64_t said = 0;
    if (fits) {
        FOR_LANES(k, s.places) if (first[k] != NEVER) {
            entries++;
            if (!(first[k] & SHARED_BY_SOME)) alone |= 1 << (places[first[k] & CELL] & 31);
        }
        FOR_LANES(k, tests) {
            bool known = true;
            for (int state = 0; state < 3; state++) known &= s.asked[state][k] < s.size[state];
            const int entry = known ? first[place_of(s, s.asked, k)] : NEVER;
            unknown += entry == NEVER;
            if (entry != NEVER) said += factors[k] * (labels[entry & CELL] + 1);
        }
    }
    entries = TOTAL(entries);
    unknown = TOTAL(unknown);
    said = TOTAL64(said);
    int demonstrations = 0;
    for (int k = 0; k < 32; k++) demonstrations += ANY(alone >> k & 1);
    ONCE {
        out[0] = wrong == NEVER ? -1 : wrong;
        out[1] = wrong == NEVER ? -1 : first[place_of(s, s.known, wrong)];
        out[2] = entries; out[3] = unknown; out[4] = demonstrations;
        out[5] = (int32_t)(uint32_t)said; out[6] = (int32_t)(uint32_t)(said >> 32);
    }
}
