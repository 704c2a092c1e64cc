#include "TwoPointChannels.h"

#define LAYER assay_two_point_channels
#define TILES "two_point_channels.h"
#include "channel_targets.h"

void assay_two_point_channel_sums_plain(const assay_two_point_channels *layer, ptrdiff_t patches,
                                        const int32_t *starts, const int16_t *planes, float *sums) {
  sums_plain(layer, patches, starts, planes, sums);
}

void assay_two_point_channel_sums(const assay_two_point_channels *layer, ptrdiff_t patches,
                                  const int32_t *starts, const int16_t *planes, float *sums) {
  channel_sums(layer, patches, starts, planes, sums);
}
