// Bits of words.
#if defined(__CUDACC__)
DEVICE int ones(uint64_t bits) { return __popcll(bits); }
#else
DEVICE int ones(uint64_t bits) { return __builtin_popcountll(bits); }
#endif
