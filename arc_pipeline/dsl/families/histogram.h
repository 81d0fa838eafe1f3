// Which value is the most common one.

// The value below `limit` (at most 256) that most cells have, the lowest of equally common ones; -1 if no cell has one.
DEVICE int most_common(const View& v, int limit) {
    SHARED(int, counts, 256);
    FOR_LANES(k, limit) counts[k] = 0;
    SYNC();
    FOR_LANES(k, v.size()) if (v.p[k] < limit) ATOMIC_ADD(&counts[v.p[k]], 1);
    SYNC();
    int best = 0;
    for (int k = 1; k < limit; k++) if (counts[k] > counts[best]) best = k;
    return counts[best] ? best : -1;
}
