// Sets of small numbers as the bits of a word.

#if defined(__CUDACC__)
DEVICE int count_bits(uint32_t v) { return __popc(v); }
DEVICE int first_bit(uint32_t v) { return __ffs((int)v) - 1; }
#else
DEVICE int count_bits(uint32_t v) { return __builtin_popcount(v); }
DEVICE int first_bit(uint32_t v) { return __builtin_ctz(v); }
#endif
DEVICE uint32_t bits_below(int n) { return n < 32 ? (1u << n) - 1 : ~0u; }

// The place of `value` (0..31) among the values present, 1 first: the highest (or lowest) one is first.
DEVICE int rank_among(uint32_t present, int value, bool highest_first) {
    return 1 + count_bits(highest_first ? present & ~bits_below(value + 1) : present & bits_below(value));
}
