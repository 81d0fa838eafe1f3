// The macros, functions and types that kernel bodies are written with, for the three builds of the one source:
//   serial (CPU, one lane), team (CPU, threads act as lanes; for tests), CUDA (a warp of 32 lanes per item).
// All lanes of a team run the same body. Values that are the same in all lanes are "uniform"; control flow around SYNC,
// the collectives and SHARED must be uniform, and SHARED must not be in a loop. What one lane writes, another may read
// or write only after a SYNC(), unless both use the ATOMIC_ functions. Cells may be any byte, colours or not: no kernel
// may access memory out of bounds because of them, so array indices are tested or masked first (cell & 15).

#if defined(__CUDACC__)
typedef signed char int8_t;
typedef unsigned char uint8_t;
typedef short int16_t;
typedef unsigned short uint16_t;
typedef int int32_t;
typedef unsigned int uint32_t;
typedef long long int64_t;
typedef unsigned long long uint64_t;
#define DEVICE static __device__ __forceinline__
#define MEMBER __device__ __forceinline__
#define FUNCTION static __device__
#else
#include <cstdint>
#define DEVICE static inline __attribute__((always_inline))
#define MEMBER inline __attribute__((always_inline))
#define FUNCTION static
#if defined(TEAM)
#include <barrier>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>
#include <vector>
#endif
#endif

constexpr int MAX_SIDE = 30;
constexpr int MAX_CELLS = 900;
constexpr int SLOT = 912;           // bytes of a slot: 900 cells, padded so that every slot starts on 16 bytes
constexpr int MAX_ORIGIN = 127;
constexpr int TRANSPARENT = 10;     // the cell of an Object that does not belong to it
constexpr int NONE = -2147483647 - 1;  // the void number
constexpr int EMPTY = -1;           // where the list without elements begins; a void one begins at 0 and has none either

// The arguments of one launch. backends/call.py has the same layout.
struct Call {
    int64_t begin, end;             // items to do: [begin, end)
    uint8_t* cells;                 // slots of SLOT bytes each
    int16_t* heads;                 // four numbers per slot: h, w, y, x
    int32_t* numbers;               // the pool, in which lists of numbers are runs
    int64_t* cursors;               // first free slot, first free number: kernels allocate lists here
    int64_t slot_limit, number_limit;
    const int32_t* argument[6];     // slot, number, or first of the run
    const int32_t* count[6];        // lists: length of the run
    int32_t step[6];                // 0: the same argument for all items
    int32_t* out;                   // cells: slot to write; number: the result; list: first of the run (written)
    int32_t* out_count;             // list: length of the run (written)
    uint64_t* hash;
    int64_t* bytes;                 // the number of bytes of cells written is added
};

// ---------------------------------------------------------------------------------------------- lanes, by build
#if defined(__CUDACC__)
constexpr int LANES = 32;
constexpr int WARPS = 4;            // warps per block; each has its own SHARED memory
#define LANE ((int)(threadIdx.x & 31))
#define SYNC() __syncwarp()
#define SHARED(type, name, size) \
    __shared__ type name##_all[WARPS][size]; \
    type* const name = name##_all[threadIdx.x >> 5]
DEVICE int TOTAL(int v) { for (int d = 16; d; d >>= 1) v += __shfl_xor_sync(~0u, v, d); return v; }
DEVICE int SMALLEST(int v) { for (int d = 16; d; d >>= 1) { int o = __shfl_xor_sync(~0u, v, d); v = o < v ? o : v; } return v; }
DEVICE int LARGEST(int v) { for (int d = 16; d; d >>= 1) { int o = __shfl_xor_sync(~0u, v, d); v = o > v ? o : v; } return v; }
DEVICE uint64_t TOTAL64(uint64_t v) { for (int d = 16; d; d >>= 1) v += __shfl_xor_sync(~0u, v, d); return v; }
DEVICE bool ANY(bool v) { return __any_sync(~0u, v); }
DEVICE bool EVERY(bool v) { return __all_sync(~0u, v); }
DEVICE int BROADCAST(int v) { return __shfl_sync(~0u, v, 0); }
DEVICE int64_t TAKE(int64_t* p, int64_t v) { return (int64_t)atomicAdd((unsigned long long*)p, (unsigned long long)v); }
DEVICE void ATOMIC_ADD(int* p, int v) { atomicAdd(p, v); }
DEVICE void ATOMIC_MIN(int* p, int v) { atomicMin(p, v); }
DEVICE void ATOMIC_MAX(int* p, int v) { atomicMax(p, v); }
DEVICE void ATOMIC_OR(int* p, int v) { atomicOr(p, v); }
DEVICE int ATOMIC_READ(const int* p) { return *(const volatile int*)p; }
DEVICE void ATOMIC_WRITE(int* p, int v) { *(volatile int*)p = v; }
typedef uint32_t Tally;             // bytes that one warp writes, a part of a launch; a wider type costs registers
#define EACH_ITEM(call, item) /* int, as there are no more items than slots */ \
    for (int item = (int)call.begin + (int)(blockIdx.x * WARPS + (threadIdx.x >> 5)); item < (int)call.end; \
         item += (int)(gridDim.x * WARPS))
// For a KERNEL, ptxas limits registers so that many warps run at once, spilling if necessary. A WIDE_KERNEL may use
// more registers; backends/nvrtc.py chooses it if the KERNEL spills.
#define KERNEL_ON(Given, name) extern "C" __global__ void __launch_bounds__(32 * WARPS) op_##name(const Given call)
#define WIDE_KERNEL_ON(Given, name) \
    extern "C" __global__ void __launch_bounds__(32 * WARPS, 1) op_##name(const Given call)

#elif defined(TEAM)
constexpr int LANES = TEAM;
struct Team {
    std::barrier<> meet{LANES};
    int64_t slots[LANES];
    alignas(16) char shared[48 * 1024];
};
static thread_local int LANE;
static thread_local Team* team;
static thread_local int team_shared;
DEVICE void SYNC() { team->meet.arrive_and_wait(); }
DEVICE void* team_memory(int bytes) {
    void* p = team->shared + team_shared;
    team_shared += (bytes + 15) / 16 * 16;
    if (team_shared > (int)sizeof(team->shared)) {
        std::fputs("SHARED memory is asked for in a loop, or there is too much of it\n", stderr);
        std::abort();
    }
    return p;
}
#define SHARED(type, name, size) type* const name = (type*)team_memory(sizeof(type) * (size))
template <class F> DEVICE int64_t team_fold(int64_t v, F f) {
    team->slots[LANE] = v;
    SYNC();
    int64_t r = team->slots[0];
    for (int k = 1; k < LANES; k++) r = f(r, team->slots[k]);
    SYNC();
    return r;
}
DEVICE int TOTAL(int v) { return (int)team_fold(v, [](int64_t a, int64_t b) { return a + b; }); }
DEVICE int SMALLEST(int v) { return (int)team_fold(v, [](int64_t a, int64_t b) { return a < b ? a : b; }); }
DEVICE int LARGEST(int v) { return (int)team_fold(v, [](int64_t a, int64_t b) { return a > b ? a : b; }); }
DEVICE uint64_t TOTAL64(uint64_t v) {
    return (uint64_t)team_fold((int64_t)v, [](int64_t a, int64_t b) { return (int64_t)((uint64_t)a + (uint64_t)b); });
}
DEVICE bool ANY(bool v) { return team_fold(v, [](int64_t a, int64_t b) { return a | b; }); }
DEVICE bool EVERY(bool v) { return team_fold(v, [](int64_t a, int64_t b) { return a & b; }); }
DEVICE int BROADCAST(int v) { return (int)team_fold(v, [](int64_t a, int64_t) { return a; }); }
#define EACH_ITEM(call, item) for (int64_t item = call.begin; item < call.end; item += (team_shared = 0, 1))
#define KERNEL_ON(Given, name) \
    static void run_##name(const Given& call); \
    extern "C" void op_##name(const Given* call) { team_run(run_##name, *call); } \
    static void run_##name(const Given& call)
template <class Given> static void team_run(void (*run)(const Given&), const Given& call) {
    auto shared = std::make_unique<Team>();
    std::vector<std::thread> threads;
    for (int lane = 0; lane < LANES; lane++)
        threads.emplace_back([&, lane] { LANE = lane; team = shared.get(); team_shared = 0; run(call); });
    for (auto& t : threads) t.join();
}

#else
constexpr int LANES = 1;
constexpr int LANE = 0;
#define SYNC() ((void)0)
#define SHARED(type, name, size) type name[size]
DEVICE int TOTAL(int v) { return v; }
DEVICE int SMALLEST(int v) { return v; }
DEVICE int LARGEST(int v) { return v; }
DEVICE uint64_t TOTAL64(uint64_t v) { return v; }
DEVICE bool ANY(bool v) { return v; }
DEVICE bool EVERY(bool v) { return v; }
DEVICE int BROADCAST(int v) { return v; }
DEVICE void ATOMIC_ADD(int* p, int v) { *p += v; }
DEVICE void ATOMIC_MIN(int* p, int v) { if (v < *p) *p = v; }
DEVICE void ATOMIC_MAX(int* p, int v) { if (v > *p) *p = v; }
DEVICE void ATOMIC_OR(int* p, int v) { *p |= v; }
DEVICE int ATOMIC_READ(const int* p) { return *p; }
DEVICE void ATOMIC_WRITE(int* p, int v) { *p = v; }
#define EACH_ITEM(call, item) for (int64_t item = call.begin; item < call.end; item++)
#define KERNEL_ON(Given, name) \
    static void run_##name(const Given& call); \
    extern "C" void op_##name(const Given* call) { run_##name(*call); } \
    static void run_##name(const Given& call)
#endif
#define KERNEL(name) KERNEL_ON(Call, name)            // of an operation; kernels over arrays have their own structs
#define WIDE_KERNEL(name) WIDE_KERNEL_ON(Call, name)

#if !defined(__CUDACC__)
typedef int64_t Tally;
DEVICE int64_t TAKE(int64_t* p, int64_t v) { return __atomic_fetch_add(p, v, __ATOMIC_RELAXED); }
#endif
#if defined(TEAM)
DEVICE void ATOMIC_ADD(int* p, int v) { __atomic_fetch_add(p, v, __ATOMIC_RELAXED); }
DEVICE void ATOMIC_OR(int* p, int v) { __atomic_fetch_or(p, v, __ATOMIC_RELAXED); }
DEVICE int ATOMIC_READ(const int* p) { return __atomic_load_n(p, __ATOMIC_RELAXED); }
DEVICE void ATOMIC_WRITE(int* p, int v) { __atomic_store_n(p, v, __ATOMIC_RELAXED); }
DEVICE void ATOMIC_MIN(int* p, int v) {
    int old = __atomic_load_n(p, __ATOMIC_RELAXED);
    while (v < old && !__atomic_compare_exchange_n(p, &old, v, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {}
}
DEVICE void ATOMIC_MAX(int* p, int v) {
    int old = __atomic_load_n(p, __ATOMIC_RELAXED);
    while (v > old && !__atomic_compare_exchange_n(p, &old, v, true, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {}
}
#endif

// ------------------------------------------------------------------------------------------------------- loops
// FOR_LANES(k, n): k = 0..n-1, divided among the lanes. FOR_CELLS(v, i, j): all cells of v, divided among the lanes.
// No break or return inside FOR_CELLS. ONCE: in one lane only. Inside any of these: no SYNC and no collective.
#define FOR_LANES(k, n) for (int k = LANE; k < (int)(n); k += LANES)
#if defined(__CUDACC__) || defined(TEAM)
#define FOR_CELLS(v, i, j) \
    for (int i##_n = (v).h * (v).w, i##_w = (v).w > 0 ? (v).w : 1, i##_t = LANE, i = i##_t / i##_w, j = i##_t % i##_w; \
         i##_t < i##_n; i##_t += LANES, i = i##_t / i##_w, j = i##_t % i##_w)
#else
#define FOR_CELLS(v, i, j) \
    for (int i = 0, i##_h = (v).h, i##_w = (v).w; i < i##_h; i++) \
        for (int j = 0; j < i##_w; j++)
#endif
#define ONCE if (LANE == 0)

// ------------------------------------------------------------------------------------------------------ values
struct View {                       // cells of one value; v(i, j) is the cell in row i, column j
    uint8_t* p;
    int h, w, y, x;
    MEMBER uint8_t& operator()(int i, int j) const { return p[i * w + j]; }
    MEMBER bool has(int i, int j) const { return (unsigned)i < (unsigned)h && (unsigned)j < (unsigned)w; }
    MEMBER int get(int i, int j, int outside) const { return has(i, j) ? p[i * w + j] : outside; }
    MEMBER int size() const { return h * w; }
};

struct Views {                      // a list of cells; v[k] is its k-th value
    uint8_t* cells;
    int16_t* heads;
    int start, count;
    MEMBER View operator[](int k) const {
        const int64_t slot = (int64_t)start + k;
        const int16_t* head = heads + slot * 4;
        return View{cells + slot * SLOT, head[0], head[1], head[2], head[3]};
    }
};

struct Numbers {                    // a list of integers, or a table
    int32_t* p;
    int start, count;
    MEMBER int32_t& operator[](int k) const { return p[k]; }
};

template <class T> struct Rows {     // an array of a kernel over arrays, in row-major order
    T* p;
    int64_t rows, width;
    MEMBER T& operator()(int64_t i, int64_t j) const { return p[i * width + j]; }
    MEMBER T& operator[](int64_t k) const { return p[k]; }
    MEMBER Rows row(int64_t i) const { return Rows{p + i * width, 1, width}; }
};

DEVICE int clamp_origin(int v) { return v < -MAX_ORIGIN ? -MAX_ORIGIN : v > MAX_ORIGIN ? MAX_ORIGIN : v; }
DEVICE int least(int a, int b) { return a < b ? a : b; }
DEVICE int most(int a, int b) { return a > b ? a : b; }

// RESIZE(v, h, w): set the result's shape before writing cells; an illegal shape makes it void (without any cells).
#define RESIZE(v, height, width) resize(v, height, width)
DEVICE void resize(View& v, int h, int w) {
    const bool legal = h >= 1 && w >= 1 && h <= MAX_SIDE && w <= MAX_SIDE;
    v.h = legal ? h : 0;
    v.w = legal ? w : 0;
}
DEVICE void make_void(View& v) { v.h = v.w = 0; }
// MOVE(v, y, x): set the result's origin in its frame.
DEVICE void MOVE(View& v, int y, int x) { v.y = y; v.x = x; }
// COPY(out, v): copy shape, origin and cells.
DEVICE void COPY(View& out, const View& v) {
    out.h = v.h; out.w = v.w; out.y = v.y; out.x = v.x;
    FOR_LANES(k, v.size()) out.p[k] = v.p[k];
}

// LIST(out, n): allocate a list of n elements. If n is below 0 or there is no room, the result is void and out.count is
// 0, so fill out.count elements only. Uniform.
#define LIST(out, n) make_list(call, out, n)
DEVICE int take_room(int64_t* cursor, int64_t limit, int n) {  // start of n places; -1 if there is no room
    int start = -1;
    ONCE if (n > 0) {
        const int64_t taken = TAKE(cursor, n);  // the total of a launch may exceed an int
        if (taken + n <= limit) start = (int)taken;
    }
    return BROADCAST(start);
}
DEVICE void make_list(const Call& call, Views& out, int n) {
    const int start = take_room(&call.cursors[0], call.slot_limit, n);
    out.start = n == 0 ? EMPTY : start < 0 ? 0 : start;
    out.count = start < 0 ? 0 : n;
}
DEVICE void make_list(const Call& call, Numbers& out, int n) {
    const int start = take_room(&call.cursors[1], call.number_limit, n);
    out.start = n == 0 ? EMPTY : start < 0 ? 0 : start;
    out.count = start < 0 ? 0 : n;
    out.p = call.numbers + (start < 0 ? 0 : start);
}
// ELEMENT(out, k, h, w, y, x): the k-th element of a list result, of this shape and origin, to be filled. Uniform.
#define ELEMENT(out, k, h, w, y, x) make_element(out, k, h, w, y, x)
DEVICE View make_element(const Views& out, int k, int h, int w, int y, int x) {
    View v = out[k];
    resize(v, h, w);
    v.y = clamp_origin(y);
    v.x = clamp_origin(x);
    ONCE {
        int16_t* head = out.heads + ((int64_t)out.start + k) * 4;
        head[0] = v.h; head[1] = v.w; head[2] = v.h ? v.y : 0; head[3] = v.h ? v.x : 0;
    }
    return v;
}

// ------------------------------------------------------------------------------------------------------ hashes
// backends/hashing.py computes the same in NumPy. Hashes are sums of mixed words, so lanes may add in any order.
DEVICE uint64_t mix64(uint64_t v) {
    v *= 0x9E3779B97F4A7C15ull;
    v ^= v >> 32;
    v *= 0xD6E8FEB86659FD93ull;
    return v ^ (v >> 29);
}
DEVICE uint64_t hash_number(int v) { return mix64((uint64_t)(uint32_t)v + 0x51ED270B7A3F9C1Dull); }
DEVICE uint64_t hash_cells(const View& v) {  // zeroes the rest of the last word; call in all lanes, after a SYNC
    const int n = v.size(), words = (n + 7) / 8;
    ONCE for (int k = n; k < words * 8; k++) v.p[k] = 0;
    SYNC();
    uint64_t sum = 0;
    const uint64_t* p = (const uint64_t*)v.p;
    FOR_LANES(k, words) sum += mix64(p[k] + (uint64_t)(k + 1) * 0xA24BAED4963EE407ull);
    sum = TOTAL64(sum);
    sum = mix64(sum + (uint64_t)(v.h * 64 + v.w));
    return v.y | v.x ? mix64(sum + (uint64_t)((v.y + 128) * 256 + v.x + 128)) : sum;
}
DEVICE uint64_t hash_element(uint64_t hash, int k) { return mix64(hash + (uint64_t)(k + 1) * 0xC2B2AE3D27D4EB4Full); }
DEVICE uint64_t hash_list(uint64_t sum, int count, bool is_empty) {
    return mix64(sum + (uint64_t)count * 0x165667B19E3779F9ull + (uint64_t)is_empty);
}

// ------------------------------------------------------- arguments and results (used by the generated wrappers)
DEVICE View view_argument(const Call& call, int k, int64_t item) {
    const int64_t slot = call.argument[k][item * call.step[k]];
    const int16_t* head = call.heads + slot * 4;
    return View{call.cells + slot * SLOT, head[0], head[1], head[2], head[3]};
}
DEVICE View absent_view() { return View{nullptr, 0, 0, 0, 0}; }
DEVICE int number_argument(const Call& call, int k, int64_t item) { return call.argument[k][item * call.step[k]]; }
DEVICE Views views_argument(const Call& call, int k, int64_t item) {
    const int64_t i = item * call.step[k];
    return Views{call.cells, call.heads, call.argument[k][i], call.count[k][i]};
}
DEVICE Numbers numbers_argument(const Call& call, int k, int64_t item) {
    const int64_t i = item * call.step[k];
    const int start = call.argument[k][i];
    return Numbers{call.numbers + most(start, 0), start, call.count[k][i]};
}
DEVICE bool is_live(const View& v) { return v.h > 0; }
DEVICE bool is_live(int v) { return v != NONE; }
DEVICE bool is_live(const Views& v) { return v.count > 0; }
DEVICE bool is_live(const Numbers& v) { return v.count > 0; }
template <class List> DEVICE bool is_list(const List& v) { return v.count > 0 || v.start == EMPTY; }

DEVICE void begin_result(const Call& call, int64_t item, View& out) {
    out = View{call.cells + (int64_t)call.out[item] * SLOT, 0, 0, 0, 0};
}
DEVICE void begin_result(const Call&, int64_t, int& out) { out = NONE; }
DEVICE void begin_result(const Call& call, int64_t, Views& out) { out = Views{call.cells, call.heads, 0, 0}; }
DEVICE void begin_result(const Call& call, int64_t, Numbers& out) { out = Numbers{call.numbers, 0, 0}; }

// finish_result: store and hash the result; returns the number of bytes of cells written.
DEVICE int finish_result(const Call& call, int64_t item, View& out) {
    SYNC();
    out.y = out.h ? clamp_origin(out.y) : 0;
    out.x = out.h ? clamp_origin(out.x) : 0;
    const uint64_t hash = hash_cells(out);
    ONCE {
        int16_t* head = call.heads + (int64_t)call.out[item] * 4;
        head[0] = out.h; head[1] = out.w; head[2] = out.y; head[3] = out.x;
        call.hash[item] = hash;
    }
    SYNC();
    return out.size();
}
DEVICE int finish_result(const Call& call, int64_t item, int& out) {
    ONCE { call.out[item] = out; call.hash[item] = hash_number(out); }
    SYNC();
    return 0;
}
DEVICE int finish_result(const Call& call, int64_t item, Views& out) {
    SYNC();
    uint64_t sum = 0;
    int bytes = 0;
    for (int k = 0; k < out.count; k++) {
        const View element = out[k];
        sum += hash_element(hash_cells(element), k);
        bytes += element.size();
    }
    ONCE {
        call.out[item] = out.start; call.out_count[item] = out.count;
        call.hash[item] = hash_list(sum, out.count, out.start == EMPTY);
    }
    SYNC();
    return bytes;
}
DEVICE int finish_result(const Call& call, int64_t item, Numbers& out) {
    SYNC();
    uint64_t sum = 0;
    FOR_LANES(k, out.count) sum += hash_element(hash_number(out[k]), k);
    sum = TOTAL64(sum);
    ONCE {
        call.out[item] = out.start; call.out_count[item] = out.count;
        call.hash[item] = hash_list(sum, out.count, out.start == EMPTY);
    }
    SYNC();
    return 0;
}
// Called once per launch and team of lanes, not per item, as all teams add to the same address.
DEVICE void count_bytes(const Call& call, Tally written) { ONCE if (written) TAKE(call.bytes, written); }
