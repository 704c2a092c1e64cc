// The sums of a layer with a channel a group for several instruction sets, and the choice among them. A source
// defines LAYER, the type of the layer, and TILES, the header of a tile, before it includes this.

#include "vectors.h"

// Sums of two products a lane are exact in 32 bits: neither instruction set nor order matters.
#ifdef ASSAY_TARGETS
#define TARGET __attribute__((target("arch=x86-64-v4,avx512vnni"), min_vector_width(512)))
#define NAME_OF(part) part##_vnni
#define P 4
#define ADD_WORDS(sum, x, w) _mm512_dpwssd_epi32(sum, x, w)
#include "vectors_512.h"
#include TILES
#include "channel_sums.h"

#define TARGET __attribute__((target("arch=x86-64-v3")))
#define NAME_OF(part) part##_v3
#define P 2
#include "vectors_256.h"
#include TILES
#include "channel_sums.h"
#endif

#define TARGET
#define NAME_OF(part) part##_plain
#define P 1
#include "vectors_1.h"
#include TILES
#include "channel_sums.h"

static void channel_sums(const LAYER *layer, ptrdiff_t patches, const int32_t *starts,
                         const int16_t *codes, float *sums) {
#ifdef ASSAY_TARGETS
  if (__builtin_cpu_supports("x86-64-v4") && __builtin_cpu_supports("avx512vnni")) {
    sums_vnni(layer, patches, starts, codes, sums);
    return;
  }
  if (__builtin_cpu_supports("x86-64-v3")) {
    sums_v3(layer, patches, starts, codes, sums);
    return;
  }
#endif
  sums_plain(layer, patches, starts, codes, sums);
}
