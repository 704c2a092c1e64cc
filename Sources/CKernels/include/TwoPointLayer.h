#pragma once
#include <stddef.h>
#include <stdint.h>

// The two-point member of all arrays of a layer, in integers: products of functions of the codes with matrices
// of integers, and for every column of every section the equation that its current solves.
//
// Sums of products are exact in 32 bits. What follows is rounded operation by operation in one order, fused
// where it says so, so that a result depends on its own patch alone, to the last bit, and is the same on every
// processor.

/// A product: rows are taken in steps of neighbors among the codes, two of words or four of bytes, function
/// after function.
typedef struct {
  /// The number of functions; 0 if there is no such product.
  ptrdiff_t functions;
  /// Where the steps of every section begin among all of them, and the end; *sections + 1*.
  const int32_t *first;
  /// Where the first number of every step lies, counted from that of a patch in the first plane; steps of the
  /// second function reach into the next plane.
  const int32_t *offsets;
  /// *panels / 2 × steps × 2 panels × 16 columns* of two words, or four bytes with a sign.
  const void *weights;
  /// What the sums of a column begin with; *sections × panels · 16*.
  const int32_t *start;
} assay_layer_product;

/// The numbers of a column, each for 16 columns in turn.
typedef enum {
  /// The factors that make converter codes of the sums of words and bytes.
  assay_column_words,
  assay_column_bytes,
  /// Those that make numbers of the changes, in words and bytes, and of softenings or bends.
  assay_column_changes,
  assay_column_change_bytes,
  assay_column_last,
  /// The limits of the converter's codes, which are integers below 2^22, and what a code is worth.
  assay_column_lowest,
  assay_column_highest,
  assay_column_worth,
  /// The numbers of the interpolation, see `TwoPointTerms`.
  assay_column_terms,
  /// What changes that are no product of their own are of the share, of the mean and the first moment of the
  /// drives, and of those of the changes.
  assay_column_change_fit = assay_column_terms + 13,
  assay_column_numbers = assay_column_change_fit + 5
} assay_number;

typedef struct {
  ptrdiff_t sections;
  /// The number of panels of 16 columns, two by two as in `assay_integer_layer`; even.
  ptrdiff_t panels;
  /// The shares of the rows as words and as bytes, their changes as both, and softenings or bends as words.
  assay_layer_product words, bytes, changes, change_bytes, last;
  /// Whether inputs have both signs.
  int is_signed;
  /// Whether columns solve an equation; without, their currents are the shares.
  int is_coupled;
  /// Whether their equation has the terms that refine.
  int is_refined;
  /// Whether the changes are no products, but follow from the shares and the moments.
  int is_change_fitted;
  /// Whether a converter reads the current of a column less that of the column beside it in the next panel.
  int is_difference;
  /// The moments of the first functions of the shares and of the changes, both in bytes: the mean and both moments
  /// of the bit lines. Steps are of sixteen neighbors, weights *steps × 3 × 16*, starts *sections × 4*, the last of
  /// which is 1, with 1 as its factor for the drives. Changes without functions have the sums of the drives.
  assay_layer_product drive_moments, change_moments;
  /// The factors that make numbers of both; *sections × 4* each.
  const float *drive_units;
  const float *change_units;
  /// *sections × panels × assay_column_numbers × 16*.
  const float *numbers;
  /// The first of the 16 sums that a panel adds to; *panels*.
  const int32_t *targets;
} assay_two_point_layer;

/// sums += Σ worth · convert(current), section after section, for some patches.
///
/// `starts` says where the first number of each patch lies among those of a plane; sums are `patches` × `stride`.
/// Up to fifteen numbers behind the last of a patch are read, too, and multiplied by 0.
void assay_two_point_layer_sums(const assay_two_point_layer *layer, ptrdiff_t patches,
                                const int32_t *starts, const int16_t *words, const uint8_t *bytes,
                                ptrdiff_t stride, float *sums);

/// The same, without the instruction sets of the processor.
void assay_two_point_layer_sums_plain(const assay_two_point_layer *layer, ptrdiff_t patches,
                                      const int32_t *starts, const int16_t *words,
                                      const uint8_t *bytes, ptrdiff_t stride, float *sums);

/// planes[f · stride + i] = table[f · width + codes[i] − lowest] for functions of words.
void assay_code_words(ptrdiff_t count, const int16_t *codes, int lowest, ptrdiff_t functions,
                      const int16_t *table, ptrdiff_t width, ptrdiff_t stride, int16_t *planes);

/// The same for functions of bytes.
void assay_code_bytes(ptrdiff_t count, const int16_t *codes, int lowest, ptrdiff_t functions,
                      const uint8_t *table, ptrdiff_t width, ptrdiff_t stride, uint8_t *planes);
