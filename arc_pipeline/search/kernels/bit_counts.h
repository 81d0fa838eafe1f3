// Bits of words.
#if defined(__CUDACC__)
DEVICE int ones(uint64_t bits) { return __popcll(bits); }
DEVICE int lowest(uint64_t bits) { return __ffsll((long long)bits) - 1; }  // of some
#else
DEVICE int ones(uint64_t bits) { return __builtin_popcountll(bits); }
DEVICE int lowest(uint64_t bits) { return __builtin_ctzll(bits); }
#endif
