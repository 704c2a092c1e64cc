#include "IntegerLayer.h"

#define LAYER assay_depthwise_layer
#define TILES "depthwise_layer.h"
#include "channel_targets.h"

void assay_depthwise_sums_plain(const assay_depthwise_layer *layer, ptrdiff_t patches,
                                const int32_t *starts, const int16_t *codes, float *sums) {
  sums_plain(layer, patches, starts, codes, sums);
}

void assay_depthwise_sums(const assay_depthwise_layer *layer, ptrdiff_t patches, const int32_t *starts,
                          const int16_t *codes, float *sums) {
  channel_sums(layer, patches, starts, codes, sums);
}
