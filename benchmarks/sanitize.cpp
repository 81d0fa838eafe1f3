// Runs the calls that benchmarks/sanitize.py wrote into a file with kernels compiled under a sanitizer, and writes what
// memory holds afterwards into another: sanitize CALLS RESULTS FIRST. Everything that a call may touch lies in a block
// of its own size; what it may not touch inside the arena is poisoned.

#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>

#include "kernel.h"
#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#define FORBID(p, size) __asan_poison_memory_region(p, size)
#define ALLOW(p, size) __asan_unpoison_memory_region(p, size)
#else
#define FORBID(p, size) ((void)0)
#define ALLOW(p, size) ((void)0)
#endif

struct Header {                     // as in benchmarks/sanitize.py
    char library[512], kernel[64];
    int64_t items, slots, numbers, cursors[2], limits[2], is_list;
    int64_t length[6], has_count[6];  // of each argument; length 0: it is absent
};

template <class T> static T* block(FILE* file, int64_t n) {  // filled from the file, if there is one
    T* p = (T*)aligned_alloc(16, (n * sizeof(T) + 15) / 16 * 16);
    if (!p || (file && (int64_t)fread(p, sizeof(T), n, file) != n)) exit(3);
    if (n * sizeof(T) % 16) FORBID((char*)p + n * sizeof(T), 16 - n * sizeof(T) % 16);
    return p;
}

template <class T> static void leave(FILE* file, T* p, int64_t n) {
    if (file && (int64_t)fwrite(p, sizeof(T), n, file) != n) exit(3);
    ALLOW(p, (n * sizeof(T) + 15) / 16 * 16);
    free(p);
}

static void one_call(const Header& header, FILE* calls, FILE* results) {
    Call call{};
    const int64_t n = header.items, slots = header.slots, numbers = header.numbers;
    call.end = n;
    call.cells = block<uint8_t>(calls, slots * SLOT);
    call.heads = block<int16_t>(calls, slots * 4);
    call.numbers = block<int32_t>(calls, numbers);
    int32_t* open_cells = block<int32_t>(calls, slots);      // bytes of each slot that may be touched; -1: none
    uint8_t* open_numbers = block<uint8_t>(calls, numbers);  // whether each number may be touched
    for (int k = 0; k < 6; k++) {
        const int64_t length = header.length[k];
        call.step[k] = length == n;
        call.argument[k] = length ? block<int32_t>(calls, length) : nullptr;
        call.count[k] = header.has_count[k] ? block<int32_t>(calls, length) : nullptr;
    }
    call.out = block<int32_t>(calls, n);
    call.out_count = header.is_list ? block<int32_t>(nullptr, n) : nullptr;
    call.hash = block<uint64_t>(nullptr, n);
    call.cursors = block<int64_t>(nullptr, 2);
    call.bytes = block<int64_t>(nullptr, 1);
    call.bytes[0] = 0;
    call.cursors[0] = header.cursors[0];
    call.cursors[1] = header.cursors[1];
    call.slot_limit = header.limits[0];
    call.number_limit = header.limits[1];

    void* library = dlopen(header.library, RTLD_NOW);
    void (*kernel)(const Call*) = library ? (void (*)(const Call*))dlsym(library, header.kernel) : nullptr;
    if (!kernel) { fprintf(stderr, "%s\n", dlerror()); exit(4); }
    for (int64_t k = 0; k < slots; k++) {
        const int open = open_cells[k];
        FORBID(call.cells + k * SLOT + (open < 0 ? 0 : open), SLOT - (open < 0 ? 0 : open));
        if (open < 0) FORBID(call.heads + k * 4, 8);
    }
    for (int64_t k = 0; k < numbers; k++) {
        int64_t end = k;
        while (end < numbers && !open_numbers[end]) end++;
        if (end > k) FORBID(call.numbers + k, (end - k) * 4);
        k = end;
    }
    kernel(&call);
    ALLOW(call.cells, slots * SLOT);
    ALLOW(call.heads, slots * 8);
    ALLOW(call.numbers, numbers * 4);

    leave(results, call.cells, slots * SLOT);
    leave(results, call.heads, slots * 4);
    leave(results, call.numbers, numbers);
    leave<int32_t>(nullptr, open_cells, slots);
    leave<uint8_t>(nullptr, open_numbers, numbers);
    for (int k = 0; k < 6; k++) {
        if (call.argument[k]) leave<int32_t>(nullptr, (int32_t*)call.argument[k], header.length[k]);
        if (call.count[k]) leave<int32_t>(nullptr, (int32_t*)call.count[k], header.length[k]);
    }
    leave(results, call.out, n);
    if (header.is_list) leave(results, call.out_count, n);
    leave(results, call.hash, n);
    leave(results, call.cursors, 2);
    leave(results, call.bytes, 1);
}

int main(int count, char** given) {
    if (count != 4) return 2;
    FILE *calls = fopen(given[1], "rb"), *results = fopen(given[2], "wb");
    if (!calls || !results) return 2;
    fseek(calls, atol(given[3]), SEEK_SET);
    Header header;
    for (; fread(&header, sizeof header, 1, calls) == 1; fflush(results)) {
        fprintf(stderr, "call of %s\n", header.kernel);
        one_call(header, calls, results);
    }
    return 0;
}
