// The number of bits that are set in a word, and the place of the lowest one.
#if defined(__CUDACC__)
DEVICE int ones(uint64_t bits) { return __popcll(bits); }
DEVICE int lowest(uint64_t bits) { return __ffsll((long long)bits) - 1; }  // not of 0
#else
DEVICE int ones(uint64_t bits) { return __builtin_popcountll(bits); }
DEVICE int lowest(uint64_t bits) { return __builtin_ctzll(bits); }
#endif
