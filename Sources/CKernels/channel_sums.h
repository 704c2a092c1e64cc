// The loop over the channels, sections and patches of a layer with a channel a group, around a tile of them that
// a source includes before it. LAYER is the type of the layer.

#define WIDTH ((ptrdiff_t)(16 / N))

TARGET static void NAME_OF(sums)(const LAYER *l, ptrdiff_t patches, const int32_t *starts,
                                 const int16_t *codes, float *sums) {
  for (ptrdiff_t channel = 0; channel < l->channels; channel += WIDTH)
    for (ptrdiff_t section = 0; section < l->sections; section++) {
      ptrdiff_t p = 0;
#define TILE(count, kinds) \
  NAME_OF(tile)(count, kinds, l, channel, section, starts + p, codes, sums + p * l->channels)
      if (l->kinds == 2) {
        for (; p + P <= patches; p += P) TILE(P, 2);
        for (; p < patches; p++) TILE(1, 2);
      } else {
        for (; p + P <= patches; p += P) TILE(P, 1);
        for (; p < patches; p++) TILE(1, 1);
      }
#undef TILE
    }
}
#undef WIDTH
#include "no_vectors.h"
