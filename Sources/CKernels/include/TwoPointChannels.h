#pragma once
#include <stddef.h>
#include <stdint.h>

#include "TwoPointLayer.h"

// The two-point member of all arrays of a layer with a channel a group, sixteen channels across: what
// `assay_two_point_layer` gives group by group, to the bit.

/// A product of functions of the codes with weights of their own in every channel: rows are taken two by two,
/// function after function.
typedef struct {
  /// The number of functions; 0 if there is no such product.
  ptrdiff_t functions;
  /// Where the pairs of every section begin among all of them, and the end; *sections + 1*.
  const int32_t *first;
  /// Where the numbers of both rows of every pair lie, counted from the first of a patch in the first plane.
  const int32_t *offsets;
  /// *pairs × channels / 16 × kinds × 16 channels* of two words.
  const int16_t *weights;
  /// What the sums begin with; *sections × kinds × channels*.
  const int32_t *start;
} assay_channel_product;

typedef struct {
  ptrdiff_t sections;
  /// The number of channels, a multiple of 16.
  ptrdiff_t channels;
  /// How many columns are read of every channel, one or two.
  int kinds;
  int is_signed;
  int is_coupled;
  int is_refined;
  /// Whether a converter reads the current of the first column less that of the second.
  int is_difference;
  /// As of `assay_two_point_layer`; all of them are words.
  assay_channel_product words, bytes, changes, change_bytes, last;
  /// The mean and both moments of the bit lines in the place of kinds.
  assay_channel_product drive_moments, change_moments;
  /// *sections × 3 × channels* each.
  const float *drive_units;
  const float *change_units;
  /// *sections × channels / 16 × kinds × assay_column_numbers × 16*.
  const float *numbers;
} assay_two_point_channels;

/// sums += Σ worth · convert(current), section after section, for some patches; sums are patches × channels.
///
/// `starts` says where the first number of each patch lies among those of a plane.
void assay_two_point_channel_sums(const assay_two_point_channels *layer, ptrdiff_t patches,
                                  const int32_t *starts, const int16_t *planes, float *sums);

/// The same, without the instruction sets of the processor.
void assay_two_point_channel_sums_plain(const assay_two_point_channels *layer, ptrdiff_t patches,
                                        const int32_t *starts, const int16_t *planes, float *sums);
