#pragma once
#include <stddef.h>
#include <stdint.h>

#include "ConvertedProduct.h"

// Products of integer codes with the integer matrices of a layer's arrays, through column converters.
//
// Sums of products are exact in 32 bits, in any order and on any instruction set, and what is rounded
// afterwards is rounded number by number. So a result depends on its own patch alone, to the last bit, and
// is the same on every processor.

/// What the converters of columns make of sums: for every section and column the factor that makes converter codes of
/// sums, the lowest and the highest code, which are integers below 2^22, and what a code is worth.
typedef struct {
  const float *inverse;
  const float *lowest;
  const float *highest;
  const float *worth;
} assay_column_codes;

/// The matrices of a layer.
///
/// The columns of all arrays of one row tile, a *section*, lie in panels of 16, two by two: beside a panel is
/// the one with the columns of the opposite sign, or the next one. Rows are taken in pairs that are neighbors
/// among the codes.
typedef struct {
  ptrdiff_t sections;
  /// The number of panels; even.
  ptrdiff_t panels;
  /// The number of panels with columns: all of them, or all but the last, which adds nothing.
  ptrdiff_t filled;
  /// Where the pairs of rows of every section begin among all of them, and the end; *sections + 1*.
  const int32_t *first;
  /// Where the first code of every pair lies, counted from the first of a patch.
  const int32_t *offsets;
  /// *panels / 2 × pairs × 2 panels × 16 columns × 2 rows*. No sum of products with codes may leave 32 bits.
  const int16_t *weights;
  /// *sections × panels · 16*.
  assay_column_codes columns;
  /// The first of the 16 sums that a panel adds to, which no other pair of panels adds to; *panels*.
  const int32_t *targets;
} assay_integer_layer;

/// sums += Σ worth · convert(Σ weights · codes), section after section, for some patches of codes.
///
/// `starts` says where the first code of each patch lies; sums are `patches` × `stride`. The code behind the
/// last of a patch is read, too, and multiplied by 0. Without `adds` the sums begin with this layer's.
void assay_integer_sums(const assay_integer_layer *layer, ptrdiff_t patches, const int32_t *starts,
                        const int16_t *codes, ptrdiff_t stride, float *sums, int adds);

/// The same, without the instruction sets of the processor.
void assay_integer_sums_plain(const assay_integer_layer *layer, ptrdiff_t patches,
                              const int32_t *starts, const int16_t *codes, ptrdiff_t stride,
                              float *sums, int adds);

/// values = inverse · Σ weights · codes of one section, for some patches: what its columns carry before they are converted.
///
/// Values are *patches × stride*. Of the layer's columns `inverse` alone is read; outputs have one column each.
void assay_integer_values(const assay_integer_layer *layer, ptrdiff_t section, ptrdiff_t patches,
                          const int32_t *starts, const int16_t *codes, ptrdiff_t stride, float *values);

/// codes[p · channels + c] = convert(values[c · plane + p]) for a line of pixels. The converter of channel c is
/// converters[c · each]: `each` is 0 where all share one.
///
/// Returns whether all values are finite; the codes of others mean nothing.
int assay_line_codes(ptrdiff_t pixels, ptrdiff_t channels, ptrdiff_t plane, const float *values,
                     const assay_converter *converters, ptrdiff_t each, int16_t *codes);

/// What follows the sums of a layer, and where its outputs go.
typedef struct {
  /// A factor on the sum of every output, and what is added to it; null for nothing.
  const float *factors;
  const float *bias;
  /// The limits of the outputs; infinite without.
  float lowest;
  float highest;
  /// How far the outputs of a patch are apart, and those of neighboring patches; one of both is 1.
  ptrdiff_t output_step;
  ptrdiff_t patch_step;
} assay_layer_end;

/// target[p · patch_step + c · output_step] = limit(sums[p · stride + c] · factors[c] + bias[c]).
///
/// Returns whether all are finite before they are limited.
int assay_write_outputs(ptrdiff_t patches, ptrdiff_t outputs, ptrdiff_t stride, const float *sums,
                        const assay_layer_end *end, float *target);

/// One digit of every code, as `assay_digit` makes it.
void assay_integer_digit(ptrdiff_t count, const int16_t *codes, int shift, int bits, int16_t *digits);

/// The cells of a layer with a channel a group: every column reads the taps of its own channel.
typedef struct {
  ptrdiff_t sections;
  /// The number of channels, a multiple of 16, and the kinds of columns of each, one or two.
  ptrdiff_t channels;
  ptrdiff_t kinds;
  /// Where the pairs of taps of every section begin among all of them, and the end; *sections + 1*.
  const int32_t *first;
  /// Where the codes of both taps of a pair lie, counted from the first of a patch; *pairs × 2*.
  const int32_t *offsets;
  /// *pairs × channels / 16 × kinds × 16 × 2 taps*.
  const int16_t *weights;
  /// *sections × kinds × channels*.
  assay_column_codes columns;
} assay_depthwise_layer;

/// sums += Σ worth · convert(Σ weights · codes) for some patches; sums are *patches × channels*.
///
/// Codes behind those of the last channel are read, too, up to `channels`, and multiplied by 0.
void assay_depthwise_sums(const assay_depthwise_layer *layer, ptrdiff_t patches, const int32_t *starts,
                          const int16_t *codes, float *sums);

/// The same, without the instruction sets of the processor.
void assay_depthwise_sums_plain(const assay_depthwise_layer *layer, ptrdiff_t patches,
                                const int32_t *starts, const int16_t *codes, float *sums);
